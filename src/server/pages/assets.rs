//! Files that pages load: the style sheet, scripts, and the libraries of two pages (`../assets/NOTICE.md`).

use super::super::exchange::Response;

/// Name, media type and bytes of each file.
const ASSETS: &[(&str, &str, &[u8])] = &[
    (
        "style.css",
        "text/css; charset=utf-8",
        include_bytes!("style.css"),
    ),
    ("editor.js", SCRIPT, include_bytes!("../assets/editor.js")),
    ("picture.js", SCRIPT, include_bytes!("../assets/picture.js")),
    ("sigma.min.js", SCRIPT, include_bytes!("../assets/sigma.min.js")),
    (
        "yasgui.min.css",
        "text/css; charset=utf-8",
        include_bytes!("../assets/yasgui.min.css"),
    ),
    ("yasgui.min.js", SCRIPT, include_bytes!("../assets/yasgui.min.js")),
];

const SCRIPT: &str = "text/javascript; charset=utf-8";

/// The file with this name.
pub(super) fn asset(name: &str) -> Option<Response> {
    let (_, media_type, bytes) = ASSETS.iter().find(|(known, ..)| *known == name)?;
    let response = Response::new(media_type, *bytes);
    Some(
        response
            .with("cache-control", "max-age=3600")
            .with("x-content-type-options", "nosniff"),
    )
}
