document.documentElement.classList.add("js");
try { var t = localStorage.getItem("foedus-theme"); if (t) document.documentElement.dataset.theme = t; } catch (e) { /* private mode */ }
