// The page's settings, written by the server (or the offline file) into <script id="page">.

const node = document.getElementById("page");

export const page = node ? JSON.parse(node.textContent) : { lang: document.documentElement.lang || "vi", words: {} };
