"""What lies in the register for those who have no program: how to read it."""

from __future__ import annotations

README_NAME = "说明.txt"

README = """归档登记簿

这个文件夹由 wuxiao（五小 forms）维护，请不要手工改动、改名、增删里面的任何文件。
没有这个程序，也可以照下面的说明读出全部内容：

tree/    文书和数据，按 OCFL 1.1（Oxford Common File Layout，https://ocfl.io/1.1/spec/）存放，只增不改。
         每件文书一个文件夹：inventory.json 是清单，按 SHA-256 列出每个文件；v1、v2……是各个版本，
         扫描件在 v1/content/ 里。paper.json 写着档号、题名、第一完成人、单位等，words.txt 是印的文字。
events/  记录：何时、何人、因何归档、移动、借出、归还、核验、冻结、销毁。每条一个文件，按顺序编号，
         previous 一项是前一个文件的 SHA-256（用 sha256sum 可以核对），所以改动任何一条都看得出来。
index.sqlite  检索用的索引，随时可以由上面两部分重新做出来，丢了也不要紧。

文件里有个人信息，请勿对外提供。
"""
