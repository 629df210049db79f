// The build page: papers appear as they are made. For Chromium 78 and later: no ?. and no ??.
"use strict";
(function () {
  var list = document.querySelector("[data-coming]"), count = document.getElementById("count");
  var isAsking = false, isStale = false;
  if (!list) return;

  document.addEventListener("progress", function () {
    if (isAsking) { isStale = true; return; }
    isAsking = true;
    fetch(list.getAttribute("data-coming"), { credentials: "same-origin" }).then(function (answer) {
      return answer.ok && !answer.redirected ? answer.text() : "";
    }).then(function (text) {
      var page = new DOMParser().parseFromString(text, "text/html");
      Array.prototype.slice.call(page.querySelectorAll("[data-paper]")).forEach(function (paper) {
        if (!list.querySelector("[data-paper='" + paper.getAttribute("data-paper") + "']")) list.appendChild(document.importNode(paper, true));
      });
      count.textContent = list.querySelectorAll("[data-paper]").length;
    }).catch(function () {}).then(function () {
      // Whatever came while this was asked is asked for once more, a little later.
      setTimeout(function () {
        isAsking = false;
        if (isStale) { isStale = false; document.dispatchEvent(new CustomEvent("progress")); }
      }, 1000);
    });
  });
}());
