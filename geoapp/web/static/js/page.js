// The page's settings, written by the server (or the offline file) into <script id="page">.

import { embedded } from "geoapp/embedded";

export const page = embedded("page") ?? { lang: document.documentElement.lang || "vi", words: {} };
