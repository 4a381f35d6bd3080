import Foundation
import MAG

/// Where the pictures of one data file go.
struct DrawingTarget {
  /// The data file, as given.
  let source: String
  /// The pictures' name without extension.
  let basename: URL
  let formats: [FigureFormat]

  /// The pictures that will be written.
  var files: [URL] { formats.map { $0.file(basename) } }

  /// Endings of pictures that mag does not write: a name with one of them is no basename.
  private static let otherEndings = [
    "bmp", "csv", "eps", "gif", "jpeg", "jpg", "json", "ps", "tif", "tiff", "webp",
  ]

  /// Where the pictures of data files go.
  ///
  /// - Parameters:
  ///   - out: a file with an ending of a picture, a name without one, or a folder; nil for the
  ///     folder of each data file.
  ///   - formats: those asked for; nil for that of `out`'s ending, or else all.
  /// - Throws: `OptionFailure` for a file where a folder is needed, for formats that are not that
  ///   of the ending, for pictures that would replace a data file or one another;
  ///   `FigureFailure.unknownFormat` for an ending that is none.
  static func all(
    of sources: [String], out: String?, formats: [FigureFormat]?
  ) throws -> [DrawingTarget] {
    let targets = try sources.map { source in
      let name = URL(fileURLWithPath: source).deletingPathExtension().lastPathComponent
      guard let out else {
        return DrawingTarget(
          source: source, basename: URL(fileURLWithPath: source).deletingPathExtension(),
          formats: formats ?? FigureFormat.standard)
      }
      if isFolder(out) || out.hasSuffix("/") || sources.count > 1 && format(of: out) == nil {
        return DrawingTarget(
          source: source,
          basename: URL(fileURLWithPath: out, isDirectory: true).appendingPathComponent(name),
          formats: formats ?? FigureFormat.standard)
      }
      guard sources.count == 1 else {
        throw OptionFailure(
          option: "--out", expected: "a folder for \(sources.count) data files", found: "'\(out)'")
      }
      return try single(source, out: out, formats: formats)
    }
    try refuseCollisions(targets)
    return targets
  }

  private static func single(
    _ source: String, out: String, formats: [FigureFormat]?
  ) throws -> DrawingTarget {
    let url = URL(fileURLWithPath: out)
    guard let format = format(of: out) else {
      if otherEndings.contains(url.pathExtension.lowercased()) {
        throw FigureFailure.unknownFormat(url.pathExtension)
      }
      return DrawingTarget(
        source: source, basename: url, formats: formats ?? FigureFormat.standard)
    }
    guard formats == nil || formats == [format] else {
      throw OptionFailure(
        option: "--format",
        expected: "\(format.rawValue), as --out ends in it, or an --out "
          + "without an ending", found: "'\(formats?.map(\.rawValue).joined(separator: ",") ?? "")'"
      )
    }
    return DrawingTarget(
      source: source, basename: URL(fileURLWithPath: String(out.dropLast(format.suffix.count))),
      formats: [format])
  }

  private static func format(of out: String) -> FigureFormat? {
    FigureFormat.allCases.filter { out.hasSuffix($0.suffix) }.max {
      $0.suffix.count < $1.suffix.count
    }
  }

  private static func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      && isFolder.boolValue
  }

  private static func refuseCollisions(_ targets: [DrawingTarget]) throws {
    func whole(_ url: URL) -> String {
      url.standardizedFileURL.resolvingSymlinksInPath().path
    }
    let sources = Set(targets.map { whole(URL(fileURLWithPath: $0.source)) })
    var taken: Set<String> = []
    for file in targets.flatMap(\.files) {
      if sources.contains(whole(file)) {
        throw OptionFailure(
          option: "--out", expected: "pictures that replace no data file",
          found: "'\(file.relativePath)'")
      }
      guard taken.insert(whole(file)).inserted else {
        throw OptionFailure(
          option: "--out", expected: "a name of its own for every picture",
          found: "'\(file.relativePath)' twice")
      }
    }
  }
}
