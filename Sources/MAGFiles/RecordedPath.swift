import Foundation

/// Paths as results keep them: relative, so that they hold wherever a project is moved to, and
/// without the names of one machine's folders.
public enum RecordedPath {
  /// The path of a file as seen from a folder: `toy.safetensors`, `../models/toy.safetensors`.
  ///
  /// Where the way there would lead through the root of the file system or through the user's home
  /// folder, the two belong to no common project: then the file's bare name, by which it can be
  /// looked for. Symbolic links to folders are followed, those to files are not.
  ///
  /// - Returns: never an absolute path; `.` for the folder itself.
  public static func of(
    _ file: URL, from folder: URL,
    home: URL = FileManager.default.homeDirectoryForCurrentUser
  ) -> String {
    let name = file.lastPathComponent
    let target =
      components(file.deletingLastPathComponent()) + (name.isEmpty || name == "/" ? [] : [name])
    let start = components(folder)
    var shared = 0
    while shared < min(target.count, start.count), target[shared] == start[shared] { shared += 1 }
    let down = target.dropFirst(shared)
    if shared == start.count { return down.isEmpty ? "." : down.joined(separator: "/") }
    let isProject = shared > 1 && !components(home).starts(with: target.prefix(shared))
    guard isProject else { return name }
    let up = Array(repeating: "..", count: start.count - shared)
    return (up + down).joined(separator: "/")
  }

  /// Whether a path that was read from a file may be followed: relative, and not empty.
  public static func isRelative(_ path: String) -> Bool {
    !path.isEmpty && !path.hasPrefix("/") && !path.hasPrefix("~") && !path.contains("\0")
  }

  private static func components(_ folder: URL) -> [String] {
    folder.standardizedFileURL.resolvingSymlinksInPath().pathComponents
  }
}
