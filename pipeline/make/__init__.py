"""A build, step by step: plan → pages → papers → packets → published.

Each step takes values and gives values; nothing is kept between them.

* `plan`: which papers there are, from which data and templates, and what an earlier run made.
* `unchanged`: what of that need not be made again.
* `pages`: a paper laid out, and its Word file.
* `papers`: the files of one paper.
* `packets`: papers put together for the printer.
* `work`: the steps above as tasks for worker processes.
* `publish`: what is no longer part of the output goes; report and manifest are written.
"""
