// The clerk's page. Every page works without this file; for Chromium 78 and later: no ?. and no ??.
"use strict";
(function () {
  var all = function (selector, inside) { return Array.prototype.slice.call((inside || document).querySelectorAll(selector)); };

  // Long work: how far it is, then the page anew.
  function follow(box) {
    var source = new EventSource(box.getAttribute("data-events"));
    var bar = box.querySelector("[data-bar]"), words = box.querySelector("[data-words]");
    source.onmessage = function (event) {
      var said = JSON.parse(event.data);
      if (bar) bar.setAttribute("width", said.percent);
      if (words) words.textContent = said.what + (said.total ? "　" + said.done + "/" + said.total : "");
    };
    source.addEventListener("end", function () {
      source.close();
      if (box.dispatchEvent(new CustomEvent("ended", { bubbles: true, cancelable: true }))) location.reload();
    });
  }
  all("[data-events]").forEach(follow);
  document.addEventListener("follow", function (event) { follow(event.target); });

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

  // Files dropped anywhere on the dashed box.
  all(".drop").forEach(function (box) {
    var input = box.querySelector("input[type=file]");
    ["dragenter", "dragover"].forEach(function (name) {
      box.addEventListener(name, function (event) { event.preventDefault(); box.classList.add("over"); });
    });
    ["dragleave", "drop"].forEach(function (name) {
      box.addEventListener(name, function () { box.classList.remove("over"); });
    });
    box.addEventListener("drop", function (event) { event.preventDefault(); input.files = event.dataTransfer.files; });
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
  function pass(doubt) { doubt.classList.add("passed"); frame(doubts.indexOf(doubt) + 1); }
  all("[data-no]").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", function () { pass(button.closest(".doubt")); });
  });
  if (doubts.length) {
    doubts[0].classList.add("current");
    document.addEventListener("keydown", function (event) {
      var tag = event.target.tagName;
      if (tag === "INPUT" || tag === "TEXTAREA" || event.ctrlKey || event.altKey || event.metaKey) return;
      var doubt = doubts[place];
      if (event.key === "1") { var yes = doubt.querySelector("button[value=yes]"); if (yes) yes.click(); }
      else if (event.key === "2") pass(doubt);
      else if (event.key === "3") { var more = doubt.querySelector("details"); if (more) more.open = !more.open; }
      else if (event.key === "ArrowDown") { event.preventDefault(); frame(place + 1); }
      else if (event.key === "ArrowUp") { event.preventDefault(); frame(place - 1); }
    });
  }
}());
