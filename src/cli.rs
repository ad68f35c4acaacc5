//! The command line: the only user of clap, files, terminals and time.
