"""A build, step by step: plan → pages → drawings → papers → packets → published.

Each step takes values and gives values; nothing is kept between them.

* `plan`: which papers there are, from which data and templates, and what an earlier run made.
* `unchanged`: what of that need not be made again.
* `pages`: all that a paper shows, before it is laid out, and its Word template filled in.
* `drawings`, `layouts`: its drawn pages, kept from an earlier run or laid out and drawn now, each once.
* `papers`: the files of one paper; `office`: those that LibreOffice makes.
* `packets`: papers put together for the printer.
* `tasks`, `work`: the steps above as tasks, who does them, where their results go.
* `transaction`: the output folder changes all at once.
* `publish`: files are put in their places; report and manifest are written.
"""
