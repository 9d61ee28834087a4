// Keeps a page up to date by server-sent events; without it the page works all the same.
(function () {
  "use strict";
  var path = document.body.getAttribute("data-events");
  if (!path || !window.EventSource) {
    return;
  }
  var source = new EventSource(path);
  source.onopen = function () {
    document.body.classList.add("live");
  };
  source.onerror = function () {
    document.body.classList.remove("live");
  };
  source.onmessage = function (message) {
    var parts = JSON.parse(message.data);
    Object.keys(parts).forEach(function (id) {
      var part = document.getElementById(id);
      if (part) {
        // what somebody is typing stays
        var typed = part.querySelector("input");
        var kept = typed ? typed.value : "";
        var focused = typed && document.activeElement === typed;
        part.innerHTML = parts[id];
        var again = part.querySelector("input");
        if (again && typed) {
          again.value = kept;
          if (focused) {
            again.focus();
          }
        }
      }
    });
  };
})();
