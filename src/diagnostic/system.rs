//! Owns the words for what an operating system refuses to do.

use std::io::ErrorKind;

use super::Diagnostic;
use crate::wording::Wording;

/// A message with the system's reason, in both languages where it is a common one.
pub(crate) fn because(diagnostic: Diagnostic, error: &std::io::Error) -> Diagnostic {
    let words = match error.kind() {
        ErrorKind::NotFound => Wording::new("No such file or directory", "没有这个文件或目录"),
        ErrorKind::PermissionDenied => Wording::new("Permission denied", "没有权限"),
        ErrorKind::IsADirectory => Wording::new("Is a directory", "这是一个目录"),
        ErrorKind::NotADirectory => Wording::new("Not a directory", "路径中有一段不是目录"),
        ErrorKind::StorageFull => Wording::new("No space left on device", "磁盘空间不足"),
        ErrorKind::ReadOnlyFilesystem => Wording::new("Read-only file system", "文件系统是只读的"),
        ErrorKind::InvalidFilename => Wording::new("File name too long", "文件名过长"),
        _ => return diagnostic.with("reason", reason(error)),
    };
    diagnostic.worded("reason", words)
}

/// What the system says, without the number that Rust adds.
fn reason(error: &std::io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or(&text).to_owned()
}
