//! The demo district: a seeded generator of a fictional county
