import Foundation
import MAG

/// What a command measured, with what: the provenance of its figures but for the folder they go to.
struct Origin {
  private let words: MeasuringWords
  private let configuration: JSONValue
  private let seed: UInt64
  private let source: DataSource
  private let digests: DataRecord.Digests?
  private let manifoldDigest: String?
  private let checkpoints: [(name: String, path: String, sha256: String)]

  /// - Parameter document: the results as the command records them.
  init<Configuration, Entry>(
    of command: any MeasuringCommand.Type, _ document: ResultDocument<Configuration, Entry>,
    _ data: DataOptions, _ subjects: [Subject], seed: UInt64
  ) throws {
    words = try MeasuringWords(of: command)
    configuration = try JSONValue(encoding: document.configuration)
    self.seed = seed
    source = data.source
    digests = document.data?.digests
    manifoldDigest = document.manifold?.digest
    checkpoints = subjects.map { ($0.name, $0.checkpoint.path, $0.checkpoint.sha256) }
  }

  /// The provenance of data that go to a folder.
  func provenance(of folder: URL) -> Provenance {
    func file(_ path: String) -> String {
      RecordedPath.of(URL(fileURLWithPath: path), from: folder)
    }
    let recordedSource = Self.recorded(source, from: folder)
    return Provenance(
      command: words.words(file: file, data: recordedSource),
      configuration: Self.recorded(configuration, file: file), seed: seed,
      images: digests.map { Provenance.Images(source: recordedSource, $0) },
      manifoldDigest: manifoldDigest,
      checkpoints: checkpoints.map {
        Provenance.File(name: $0.name, path: file($0.path), sha256: $0.sha256)
      })
  }

  /// A source as `--data` takes it, a folder as seen from another.
  static func recorded(_ source: DataSource, from folder: URL) -> String {
    guard case .folder(let url) = source else { return source.name }
    let path = RecordedPath.of(url, from: folder)
    return ["full", "sample"].contains(path) ? "./\(path)" : path
  }

  /// Keys of a configuration under which paths stand as they were given.
  private static let pathKeys: Set = ["architecture", "basis", "images", "pairs_file", "path"]

  private static func recorded(
    _ value: JSONValue, file: (String) -> String, isPath: Bool = false
  ) -> JSONValue {
    switch value {
    case .string(let text): isPath ? .string(file(text)) : value
    case .array(let elements): .array(elements.map { recorded($0, file: file, isPath: isPath) })
    case .object(let members):
      .object(
        Dictionary(
          uniqueKeysWithValues: members.map { key, value in
            (key, recorded(value, file: file, isPath: pathKeys.contains(key)))
          }))
    default: value
    }
  }
}
