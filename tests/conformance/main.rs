//! Conformance: what we write is what the shapes ask for, and the shapes notice when it is not.

mod examples;
mod shapes;
