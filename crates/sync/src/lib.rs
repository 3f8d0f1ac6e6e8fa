//! The protocol, its HTTP client, push, pull and uploads
