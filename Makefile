# 五小 forms. `make` alone shows what there is.
#
# Everything runs on Debian or Ubuntu with Python 3.11 or later; what is
# missing is installed by .ci/setup, which does nothing when all is there.

PYTHON_ENV := .venv/bin/python
WUXIAO := .venv/bin/wuxiao

.DEFAULT_GOAL := help
.PHONY: help setup demo demo-end test coverage lint bench templates docs samples look references pictures deb clean

help: ## 显示本说明 (show this help)
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' Makefile | expand -t 20

setup: ## 装好运行和测试所需的一切 (install all that is needed)
	@.ci/setup test

demo: ## 由示例材料生成全部文件，放入 output/，并打开网页 (build the sample dossier, and open the page on it)
	@.ci/setup demo
	@$(WUXIAO) build data/samples/city -o output
	@echo "结果在 output/city/，请打开 output/city/report.html（打印用的在 output/city/print/）"
	@.ci/demo begin data/samples/city output

demo-end: ## 关掉 demo 打开的网页 (close the page that demo opened)
	@.ci/demo end data/samples/city output

test: ## 全部检查和测试，与 CI 相同 (every check and test, as CI does)
	@.ci/setup test
	@.ci/lint
	@.ci/pytest

coverage: ## 测试，并统计走到了哪些代码 (the tests, and which branches of the code they take; slower)
	@.ci/setup test
	@.ci/pytest --quiet --numprocesses=auto --dist=loadfile --cov --cov-report=term --cov-fail-under=97

lint: ## 只检查代码，不运行测试 (checks only)
	@.ci/setup test
	@.ci/lint

bench: ## 测速 (benchmarks)
	@.ci/setup test
	@$(PYTHON_ENV) tests/bench/bench.py

templates: ## 重新生成随程序发布的 Word 模板 (rebuild the shipped Word templates)
	@.ci/setup demo
	@$(PYTHON_ENV) -m templates._word

docs: ## 重新生成文档里由程序生成的部分 (rewrite what is generated of the pages)
	@.ci/setup demo
	@$(PYTHON_ENV) -m docs._generate

samples: ## 重新绘制示例材料的照片、证书和视频，要用 ffmpeg (draw the samples' files)
	@.ci/setup demo
	@$(PYTHON_ENV) -m data.samples._make

look: ## 全部文书的样张：output/look/index.html (every document as pictures)
	@.ci/setup demo
	@$(PYTHON_ENV) .ci/look.py $(PDF)

references: ## 重新绘制测试用的样张图，要逐张看过再提交 (renew the pictures that pages are compared with)
	@.ci/setup test
	@$(PYTHON_ENV) .ci/references.py

pictures: ## 重新拍摄手册里的网页图，要逐张看过再提交 (renew the pictures of the page in docs/pages)
	@.ci/setup test
	@$(PYTHON_ENV) .ci/pictures.py

deb: ## 做 Debian、UOS、麒麟的安装包，放入 dist/ (packages; ARCH=amd64 for one kind of processor)
	@.ci/setup demo
	@PYTHONPATH=.ci $(PYTHON_ENV) -m shipping.deb $(ARCH)

clean: ## 删除结果和缓存，保留 .venv (results and caches)
	@.ci/demo end data/samples/city output
	@find output -mindepth 1 -maxdepth 1 ! -name README.md -exec rm -rf {} +
	@find . -path ./.venv -prune -o -path ./.git -prune -o -type d -name __pycache__ -exec rm -rf {} +
	@rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache htmlcov dist build
	@rm -f .coverage .coverage.*
