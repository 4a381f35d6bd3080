import Foundation
import MAG

/// Measures a figure again with its recorded command and compares the numbers.
///
/// The command comes out of a file: it is run only if it is one of mag's own that measure, with no
/// option that writes, and is shown first. What it writes goes to a folder of its own, removed
/// afterwards; the checkpoints of `mag figures`, which may train what is missing, are copies.
struct DeepRun {
  let subject: FigureVerifier.Subject
  let running: RunOptions

  /// Why a figure cannot be measured again.
  private struct Missing: Error {
    var what: String
  }

  func check() throws -> FigureCheck {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "mag-verify-\(UUID().uuidString)")
    try AtomicFile.makeFolder(folder)
    Interruption.remove(folder: folder)
    defer { try? FileManager.default.removeItem(at: folder) }
    do {
      let (recorded, provenance) = try evidence()
      let words = try command(provenance, in: folder)
      StandardError.write("measuring again: \(words.joined(separator: " ").printable)\n")
      let outcome = ChildProcess.run(
        [ChildProcess.ownProgram] + words.dropFirst(), showsErrors: !running.quiet)
      guard outcome.status == 0 else {
        throw Missing(what: "the command ended with \(outcome.status): \(outcome.lastLine)")
      }
      let measured = try measured(in: folder, schema: recorded.figure.schema)
      return try comparison(recorded, provenance, measured)
    } catch let missing as Missing {
      return FigureCheck(
        .measurement, subject.dataName, .cannotTell, expected: "the same numbers",
        found: missing.what)
    }
  }

  /// What was recorded, if everything that it was measured with was found.
  private func evidence() throws -> (FigureData, Provenance) {
    guard let data = subject.data else { throw Missing(what: "missing: the figure's data") }
    guard let provenance = data.provenance else {
      throw Missing(what: "missing: where the numbers come from")
    }
    guard subject.checkpoints.count == provenance.checkpoints.count else {
      throw Missing(what: "missing: checkpoints with their recorded digests")
    }
    guard subject.source != nil || provenance.images == nil else {
      throw Missing(what: "missing: the data set with its recorded digests")
    }
    return (data, provenance)
  }

  /// The command line that measures again.
  private func command(_ provenance: Provenance, in folder: URL) throws -> [String] {
    guard let recorded = try MeasuringWords(recorded: provenance.command) else {
      throw Missing(
        what: "the recorded words are no command that only measures: "
          + provenance.command.joined(separator: " ").printable)
    }
    var missing: String?
    let isPaper = recorded.command == FiguresCommand.word
    var words = recorded.words(
      files: isPaper ? [] : subject.checkpoints.map(\.url.path),
      file: { path in
        let url = subject.folder.appendingPathComponent(path).standardizedFileURL
        if !RecordedPath.isRelative(path) || !FileManager.default.fileExists(atPath: url.path) {
          missing = path
        }
        return url.path
      }, data: subject.source?.argument ?? "", namesData: subject.source != nil)
    if let missing { throw Missing(what: "missing: \(missing.printable)") }
    if isPaper {
      let models = folder.appendingPathComponent("models")
      try copyModels(to: models)
      words += ["--out", folder.path, "--models", models.path]
    } else if recorded.command == ReportCommand.word {
      words += ["--save", folder.path, "--out", folder.appendingPathComponent("again.html").path]
    } else {
      words += ["--out", folder.appendingPathComponent("again").path, "--format", "svg"]
    }
    if let threads = running.threads { words += ["--threads", "\(threads)"] }
    return words + (running.quiet ? ["--quiet"] : [])
  }

  /// Copies the checkpoints with what stands beside them: `mag figures` has models that not every
  /// figure shows.
  private func copyModels(to folder: URL) throws {
    try AtomicFile.makeFolder(folder)
    let manager = FileManager.default
    for source in Set(subject.checkpoints.map { $0.url.deletingLastPathComponent() }) {
      let names = (try? manager.contentsOfDirectory(atPath: source.path)) ?? []
      for name in names.sorted() where name.hasSuffix(".safetensors") {
        let target = folder.appendingPathComponent(name)
        if !manager.fileExists(atPath: target.path) {
          try manager.copyItem(at: source.appendingPathComponent(name), to: target)
        }
      }
    }
  }

  /// The data that the command wrote: those of the recorded file's name, else of its schema.
  private func measured(in folder: URL, schema: String) throws -> FigureData {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    let ordered = names.filter { $0 == subject.dataName } + names.sorted()
    for name in ordered where name.hasSuffix(".json") {
      let bytes = try FileInput.read(folder.appendingPathComponent(name))
      if let data = try? FigureData(reading: bytes, from: name), data.figure.schema == schema {
        return data
      }
    }
    throw Missing(what: "the command wrote no such figure")
  }

  private func comparison(
    _ recorded: FigureData, _ provenance: Provenance, _ measured: FigureData
  ) throws -> FigureCheck {
    let names = zip(measured.provenance?.checkpoints ?? [], provenance.checkpoints).map {
      ($0.name, $1.name)
    }
    let comparison = MeasurementComparison(
      recorded: try JSONValue(encoding: recorded.figure),
      measured: try JSONValue(encoding: measured.figure),
      renaming: Dictionary(names, uniquingKeysWith: { first, _ in first }))
    return FigureCheck(
      .measurement, subject.dataName, comparison.agrees ? .same : .different,
      expected: "the same numbers within their tolerances", found: comparison.sentence)
  }
}
