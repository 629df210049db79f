// The clerk's page. Every page works without this file; for Chromium 78 and later: no ?. and no ??.
"use strict";
(function () {
  var all = function (selector, inside) { return Array.prototype.slice.call((inside || document).querySelectorAll(selector)); };

  // Long work: how far it is, then the page anew.
  function follow(box) {
    var source = new EventSource(box.getAttribute("data-events"));
    var bar = box.querySelector("[data-bar]"), words = box.querySelector("[data-words]");
    var rounds = box.hasAttribute("data-rounds"), works = false;
    source.onmessage = function (event) {
      var said = JSON.parse(event.data);
      // A round of watching is over: the page anew, unless somebody writes on it.
      if (rounds && works && !said.total && document.activeElement.tagName !== "INPUT") location.reload();
      works = said.total > 0;
      if (bar) bar.setAttribute("width", said.percent);
      if (words) words.textContent = said.what + (said.total ? "　" + said.done + "/" + said.total : "");
      document.dispatchEvent(new CustomEvent("progress"));
    };
    source.addEventListener("end", function () {
      source.close();
      if (!box.isConnected) return;  // another look has taken its place
      if (box.dispatchEvent(new CustomEvent("ended", { bubbles: true, cancelable: true }))) location.reload();
    });
  }
  all("[data-events]").forEach(follow);
  document.addEventListener("follow", function (event) { follow(event.target); });

  // A part of a page that waits for a look: it alone is put in anew, so that nobody's click or choice is lost.
  document.addEventListener("ended", function (event) {
    var part = event.target.closest("[data-anew]");
    if (!part) return;
    event.preventDefault();
    fetch(location.pathname, { credentials: "same-origin" }).then(function (answer) {
      if (answer.redirected) { location.reload(); return ""; }
      return answer.text();
    }).then(function (text) {
      var now = new DOMParser().parseFromString(text, "text/html").getElementById(part.id);
      if (!now) { location.reload(); return; }
      part.innerHTML = now.innerHTML;
      all("[data-events]", part).forEach(follow);
    }).catch(function () { part.innerHTML = ""; });
  });

  // Values for the portal: copied whole, as they stand.
  document.addEventListener("click", function (event) {
    var button = event.target;
    if (!button.hasAttribute || !button.hasAttribute("data-copy")) return;
    var area = document.createElement("textarea");
    area.value = document.getElementById(button.getAttribute("data-copy")).textContent;
    document.body.appendChild(area);
    area.select();
    var done = document.execCommand("copy");
    document.body.removeChild(area);
    button.focus();
    button.textContent = done ? "已复制" : "请手工复制";
  });

  // Files and folders that go in portions: what is in a folder keeps its place in it.
  var MOST_FILES = 100, MOST_BYTES = 100e6;
  function walk(entry, found, done) {
    if (entry.isFile) return entry.file(function (file) { found.push([file, entry.fullPath]); done(); }, done);
    var reader = entry.createReader();
    (function more() {
      reader.readEntries(function (entries) {
        if (!entries.length) return done();
        var left = entries.length;
        entries.forEach(function (each) { walk(each, found, function () { left -= 1; if (!left) more(); }); });
      }, done);
    }());
  }
  function portions(files) {
    var all_of_them = [], bytes = 0;
    files.forEach(function (each) {
      var last = all_of_them[all_of_them.length - 1];
      if (!last || last.length >= MOST_FILES || bytes + each[0].size > MOST_BYTES) { all_of_them.push(last = []); bytes = 0; }
      last.push(each);
      bytes += each[0].size;
    });
    return all_of_them;
  }
  all("form[data-portions]").forEach(function (form) {
    var dropped = [], said = form.querySelector("[data-said]"), box = form.querySelector(".drop");
    function count() { said.textContent = dropped.length ? "放进来" + dropped.length + "个文件，点“上传”" : ""; }
    box.addEventListener("drop", function (event) {
      var items = Array.prototype.slice.call(event.dataTransfer.items || []);
      items.forEach(function (each) {
        var entry = each.webkitGetAsEntry && each.webkitGetAsEntry(), file = entry ? null : each.getAsFile();
        if (entry) walk(entry, dropped, count);
        else if (file) { dropped.push([file, file.name]); count(); }
      });
    });
    function chosen() {
      var files = dropped.slice();
      all("input[type=file]", form).forEach(function (input) {
        Array.prototype.forEach.call(input.files, function (file) { files.push([file, file.webkitRelativePath || file.name]); });
      });
      return files;
    }
    function fail(text) { said.textContent = text; form.querySelector("button").disabled = false; }
    form.addEventListener("submit", function (event) {
      var files = chosen(), waiting = portions(files), sent = 0;
      if (!files.length) return;  // the server says so
      event.preventDefault();
      form.querySelector("button").disabled = true;
      (function next() {
        var data = new FormData(), portion = waiting.shift();
        ["token", "batch"].forEach(function (name) { data.append(name, form.elements[name].value); });
        if (waiting.length) data.append("more", "1");
        portion.forEach(function (each) { data.append("files", each[0], each[1].replace(/^\/+/, "")); });
        fetch(form.action, { method: "POST", body: data, credentials: "same-origin" }).then(function (answer) {
          if (answer.ok && waiting.length) { sent += portion.length; said.textContent = "已传 " + sent + "/" + files.length + " 个文件"; next(); }
          else if (answer.ok) location.reload();
          else return answer.text().then(function (page) {
            var told = new DOMParser().parseFromString(page, "text/html").querySelector(".said");
            fail(told ? told.textContent : "没有传成，请再传一次。");
          });
        }).catch(function () { fail("传输中断了，请再传一次。"); });
        said.textContent = "正在上传……";
      }());
    });
  });

  // Files dropped anywhere on the dashed box.
  all(".drop").forEach(function (box) {
    var input = box.querySelector("input[type=file]");
    ["dragenter", "dragover"].forEach(function (name) {
      box.addEventListener(name, function (event) { event.preventDefault(); box.classList.add("over"); });
    });
    ["dragleave", "drop"].forEach(function (name) {
      box.addEventListener(name, function () { box.classList.remove("over"); });
    });
    box.addEventListener("drop", function (event) { event.preventDefault(); if (!box.closest("form[data-portions]")) input.files = event.dataTransfer.files; });
  });

  // Findings: only those that hold all words.
  var search = document.getElementById("words");
  if (search) search.addEventListener("input", function () {
    var words = search.value.toLowerCase().split(/\s+/).filter(Boolean), shown = 0;
    all(".group").forEach(function (group) {
      var head = group.querySelector("h3"), found = 0;
      all(".finding", group).forEach(function (each) {
        var text = ((head ? head.textContent : "") + " " + each.textContent).toLowerCase();
        each.hidden = !words.every(function (word) { return text.indexOf(word) >= 0; });
        found += each.hidden ? 0 : 1;
      });
      group.hidden = !found;
      shown += found;
    });
    document.getElementById("shown").textContent = words.length ? "找到 " + shown + " 处" : "";
  });

  // Doubtful places: 1 是, 2 否, 3 看原件, for the one that is framed.
  var doubts = all(".doubt"), place = 0;
  function frame(to) {
    doubts.forEach(function (each) { each.classList.remove("current"); });
    if (to < 0 || to >= doubts.length) return;
    place = to;
    doubts[to].classList.add("current");
    doubts[to].scrollIntoView({ block: "center" });
  }
  function answer(doubt, value) { var button = doubt.querySelector("button[value=" + value + "]"); if (button) button.click(); }
  if (doubts.length) {
    doubts[0].classList.add("current");
    document.addEventListener("keydown", function (event) {
      var tag = event.target.tagName;
      if (tag === "INPUT" || tag === "TEXTAREA" || event.ctrlKey || event.altKey || event.metaKey) return;
      var doubt = doubts[place];
      if (event.key === "1") answer(doubt, "accept");
      else if (event.key === "2") answer(doubt, "refuse");
      else if (event.key === "3") { var more = doubt.querySelector("details"); if (more) more.open = !more.open; }
      else if (event.key === "ArrowDown") { event.preventDefault(); frame(place + 1); }
      else if (event.key === "ArrowUp") { event.preventDefault(); frame(place - 1); }
    });
  }
}());
