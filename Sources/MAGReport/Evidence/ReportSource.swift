import Foundation
import MAGFiles

/// What a path on the command line stands for.
public enum ReportSource: Sendable, Equatable {
  /// A network, still to be measured.
  case checkpoint(URL)
  /// A JSON document.
  case document(URL)
  /// A folder, with the JSON files in it and in the folders below it, sorted by path; without
  /// `x-column.json` beside `x.json`, which is the same figure with less to see.
  case folder(URL, [URL])

  public var isCheckpoint: Bool { if case .checkpoint = self { true } else { false } }

  /// Tells them apart: a folder by the file system, a document by its name or by the brace that it
  /// begins with; every other file is taken for a checkpoint, whose reader says if it is none.
  ///
  /// - Throws: `FileFailure` for a file that is not there or cannot be read,
  ///   `ReportFailure.emptyFolder` for a folder without JSON files.
  public init(_ path: String) throws {
    let url = URL(fileURLWithPath: path)
    var isFolder: ObjCBool = false
    let isThere = FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder)
    guard isThere else { throw FileFailure.missing(path: path) }
    if isFolder.boolValue {
      let files = ReportSource.documents(in: path)
      guard !files.isEmpty else { throw ReportFailure.emptyFolder(path: path) }
      self = .folder(url, files)
    } else if url.pathExtension.lowercased() == "json" || ReportSource.beginsWithBrace(url) {
      self = .document(url)
    } else {
      self = .checkpoint(url)
    }
  }

  private static func documents(in folder: String) -> [URL] {
    let names = (try? FileManager.default.subpathsOfDirectory(atPath: folder)) ?? []
    let base = folder.hasSuffix("/") ? folder : folder + "/"
    let documents = Set(names.filter { $0.hasSuffix(".json") })
    let narrow = documents.filter { $0.hasSuffix("-column.json") }
      .filter { documents.contains(String($0.dropLast("-column.json".count)) + ".json") }
    return documents.subtracting(narrow).sorted().map { URL(fileURLWithPath: base + $0) }
  }

  /// A safetensors header's length may begin with the byte of a brace too, but then has a zero next.
  private static func beginsWithBrace(_ url: URL) -> Bool {
    guard let file = try? FileHandle(forReadingFrom: url) else { return false }
    defer { try? file.close() }
    let start = (try? file.read(upToCount: 2)) ?? Data()
    return start.first == UInt8(ascii: "{") && start.last != 0
  }
}
