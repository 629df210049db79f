"""Makes what is generated of the pages in docs/: `make docs`, or `python -m docs._generate`.

Tables come from the code and the data, so that the pages cannot fall behind them; a test says when
one did.  `pages` knows the pages and their blocks, the modules beside it give the content.
"""
