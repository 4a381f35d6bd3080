import Foundation
import MAG

/// Runs a notebook: the code, then the page of its source and outputs.
///
/// The arguments are `[--quick] --source FILE --out FOLDER`, where FILE is the program's own
/// `main.swift`. The page is called by its folder: of `notebooks/1-pmnist/main.swift` come
/// `FOLDER/1-pmnist.md`, `FOLDER/1-pmnist.html` and the figures with their data in
/// `FOLDER/1-pmnist/`, written at the end, when all has gone well; files of an earlier run that
/// this one does not make are removed. On failure nothing is written, the sentence goes to standard
/// error, and the program ends with the failure's exit code.
@MainActor
public func notebook(_ code: (Page) throws -> Void) {
  do {
    let options = try NotebookOptions(CommandLine.arguments.dropFirst())
    let text = try FileInput.read(options.source, ceiling: 1 << 20)
    let page = Page(isQuick: options.isQuick)
    page.setCommand(number: String(options.name.prefix { $0 != "-" }))
    try code(page)
    let rendering = try Rendering(
      name: options.name, source: String(decoding: text, as: UTF8.self), outputs: page.outputs,
      isQuick: options.isQuick)
    try rendering.write(to: options.output)
  } catch {
    let failure = error as? any Failure
    let sentence = "notebook: \(failure?.description ?? "\(error)")\n"
    FileHandle.standardError.write(Data(sentence.utf8))
    exit((failure?.kind ?? .software).rawValue)
  }
}

/// `[--quick] --source FILE --out FOLDER`, in any order.
package struct NotebookOptions: Equatable {
  package var isQuick = false
  package var source = URL(fileURLWithPath: "")
  package var output = URL(fileURLWithPath: "")

  /// The source's folder, which names the page.
  package var name: String { source.deletingLastPathComponent().lastPathComponent }

  /// - Throws: `NotebookFailure.usage`.
  package init(_ arguments: some Collection<String>) throws(NotebookFailure) {
    var files: [String: URL] = [:]
    var rest = Array(arguments)[...]
    while let word = rest.popFirst() {
      if word == "--quick" {
        isQuick = true
      } else if ["--source", "--out"].contains(word), let path = rest.popFirst(), !path.isEmpty {
        files[word] = URL(fileURLWithPath: path)
      } else {
        throw .usage(found: arguments.joined(separator: " "))
      }
    }
    guard let source = files["--source"], let output = files["--out"] else {
      throw .usage(found: arguments.joined(separator: " "))
    }
    (self.source, self.output) = (source, output)
  }
}

extension Rendering {
  /// Writes the page and its figures, and removes what an earlier run left of it.
  ///
  /// - Throws: `FileFailure`.
  package func write(to folder: URL) throws {
    let figures = folder.appendingPathComponent(name)
    try AtomicFile.makeFolder(folder)
    if !pictures.isEmpty { try AtomicFile.makeFolder(figures) }
    let made = Set(files.map(\.path))
    let found = (try? FileManager.default.contentsOfDirectory(atPath: figures.path)) ?? []
    for file in found where !made.contains("\(name)/\(file)") {
      try? FileManager.default.removeItem(at: figures.appendingPathComponent(file))
    }
    for (path, bytes) in files {
      try AtomicFile.write(bytes, to: folder.appendingPathComponent(path))
    }
  }
}
