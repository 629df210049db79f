// The check page: a value is changed beside its finding, and what was found is shown anew without leaving the page.
// Without this file the same forms are pages of their own. For Chromium 78 and later: no ?. and no ??.
"use strict";
(function () {
  var all = function (selector, inside) { return Array.prototype.slice.call((inside || document).querySelectorAll(selector)); };
  var asking = { headers: { "x-wuxiao-part": "1" }, credentials: "same-origin" };
  var saved = null;  // the finding whose value was saved last

  function failed(holder, text) {
    holder.innerHTML = "";
    var box = holder.appendChild(document.createElement("p"));
    box.className = "said failed";
    box.setAttribute("role", "alert");
    box.textContent = text;
  }

  // ------------------------------------------------------------ the form beside its finding

  function fill(holder, promise) {
    holder.setAttribute("aria-busy", "true");
    return promise.then(function (answer) {
      if (answer.redirected) { location.reload(); return ""; }  // the session has ended
      return answer.text();
    }).then(function (text) {
      if (text.indexOf("<!doctype") === 0) {  // not the form: what went wrong, as a page
        var page = new DOMParser().parseFromString(text, "text/html"), said = page.querySelector(".said, .card");
        failed(holder, said ? said.textContent.trim() : "没有执行，请刷新本页再试。");
      } else holder.innerHTML = text;
      ready(holder);
    }).catch(function () {
      failed(holder, "连不上服务，没有保存。填的内容还在页面上的，请先复制下来，再刷新本页。");
    }).then(function () { holder.removeAttribute("aria-busy"); });
  }

  function ready(holder) {
    var edit = holder.querySelector(".edit");
    var state = edit ? edit.getAttribute("data-state") : "";
    var first = holder.querySelector("input:not([type=hidden]), select, textarea, button, [role=status]");
    if (first && first.getAttribute("role") === "status") first.tabIndex = -1;
    if (first) first.focus();
    if (state === "saved") {
      saved = holder;
      var place = document.querySelector("#looking");
      place.innerHTML = "";
      refresh();
    }
  }

  document.addEventListener("click", function (event) {
    var button = event.target;
    if (!button.closest) return;
    var opener = button.closest("[data-edit]"), closer = button.closest("[data-close]");
    if (opener && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      var finding = opener.closest(".finding"), holder = finding.querySelector("[data-holder]");
      fill(holder, fetch(opener.getAttribute("href"), asking));
    } else if (closer && closer.closest("[data-holder]")) {
      event.preventDefault();
      close(closer.closest("[data-holder]"));
    } else if (button.closest("[data-refresh]")) {
      all("[data-holder]").forEach(function (each) { each.innerHTML = ""; });
      saved = null;
      refresh();
    }
  });

  function close(holder) {
    holder.innerHTML = "";
    var opener = holder.closest(".finding").querySelector("[data-edit]");
    if (opener) opener.focus();
  }

  document.addEventListener("keydown", function (event) {
    var holder = event.key === "Escape" && event.target.closest && event.target.closest("[data-holder]");
    if (holder) close(holder);
  });

  document.addEventListener("submit", function (event) {
    var form = event.target, holder = form.closest("[data-holder]");
    if (!holder) return;
    event.preventDefault();
    var body = new URLSearchParams(new FormData(form));
    all("button", form).forEach(function (each) { each.disabled = true; });
    fetch(form.action, { method: "POST", body: body, headers: asking.headers, credentials: "same-origin" }).then(function (answer) {
      fill(holder, Promise.resolve(answer));
    }, function () {
      all("button", form).forEach(function (each) { each.disabled = false; });
      var told = form.querySelector("[data-lost]") || form.insertBefore(document.createElement("p"), form.firstChild);
      told.setAttribute("data-lost", "");
      told.className = "said failed";
      told.setAttribute("role", "alert");
      told.textContent = "连不上服务，没有保存。填的内容还在，过一会儿再点“保存”。";
    });
  });

  // ------------------------------------------------------------ what was found, anew

  document.addEventListener("ended", function (event) {
    if (!event.target.closest("#looking")) return;  // other work: the page anew
    event.preventDefault();
    refresh();
  });

  function refresh() {
    return fetch(location.pathname, { credentials: "same-origin" }).then(function (answer) {
      if (answer.redirected) { location.reload(); return ""; }
      return answer.text();
    }).then(function (text) {
      var page = new DOMParser().parseFromString(text, "text/html"), moved = [];
      if (!document.getElementById("findings")) { location.reload(); return; }  // nothing was known before
      all("[data-live]").forEach(function (old) {
        var now = page.getElementById(old.id);
        if (!now) return;
        if (old.id === "quotas") moved = move(old, now);
        else if (["findings", "counted", "asked"].indexOf(old.id) >= 0) replace(old, now, !page.querySelector("#looking [data-events]"));
        else old.innerHTML = now.innerHTML;
      });
      if (moved.length) tell(moved);
      var box = document.querySelector("#looking [data-events]");
      if (box) box.dispatchEvent(new CustomEvent("follow", { bubbles: true }));
      var search = document.getElementById("words");
      if (search) search.dispatchEvent(new Event("input"));
    });
  }

  // A form that somebody is filling in stays, and so does the note of what was saved.
  function replace(old, now, isCurrent) {
    var filling = all("[data-holder] form", old).length > 0;
    var newer = old.querySelector("[data-newer]"), opened = all("details", old).map(function (each) { return each.open; });
    if (newer) newer.hidden = !(filling && isCurrent);
    if (filling || !isCurrent) return;
    var isHere = saved && old.contains(saved), kept = isHere && saved.querySelector("[role=status]"), place = isHere && saved.getBoundingClientRect().top;
    old.innerHTML = now.innerHTML;
    all("details", old).forEach(function (each, index) { each.open = !!opened[index]; });
    if (!kept) return;
    var same = all(".finding", old).filter(function (each) { return each.getAttribute("data-value") === saved.getAttribute("data-for"); })[0];
    var holder = same ? same.querySelector("[data-holder]") : old.insertBefore(document.createElement("div"), old.firstChild);
    holder.appendChild(kept);
    window.scrollBy(0, kept.getBoundingClientRect().top - place);
    kept.focus({ preventScroll: true });
    saved = holder;
    saved.setAttribute("data-for", same ? same.getAttribute("data-value") : "");
  }

  // The bars move where they stand, so that it is seen which way; gives those whose figure is another.
  function move(old, now) {
    var before = all("[data-gauge]", old), after = all("[data-gauge]", now), moved = [];
    var names = function (rows) { return rows.map(function (each) { return each.getAttribute("data-gauge"); }).join("\n"); };
    if (names(before) !== names(after) || !before.length) { old.innerHTML = now.innerHTML; return []; }
    before.forEach(function (row, index) {
      var other = after[index], bars = all("rect", row), wanted = all("rect", other);
      if (row.textContent === other.textContent) return;
      moved.push(row);
      row.querySelector("svg").setAttribute("aria-label", other.querySelector("svg").getAttribute("aria-label"));
      ["width", "fill"].forEach(function (name) { bars[1].setAttribute(name, wanted[1].getAttribute(name)); });
      all("td", row).forEach(function (cell, at) {
        var from = all("td", other)[at];
        if (!cell.querySelector("svg")) { cell.innerHTML = from.innerHTML; cell.className = from.className; }
      });
    });
    return moved;
  }

  // Beside what was saved: the quotas that moved by it.
  function tell(moved) {
    var place = saved && saved.querySelector("[data-moved]");
    if (!place) return;
    place.innerHTML = "";
    var table = place.appendChild(document.createElement("table"));
    table.className = "gauges";
    moved.forEach(function (row) { table.appendChild(row.cloneNode(true)); });
  }
}());
