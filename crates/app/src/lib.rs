//! The commands: what a user can do, over store, photo and sync.
