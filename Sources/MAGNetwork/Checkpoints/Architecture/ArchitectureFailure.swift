import MAGFiles

/// Why a description of a network cannot be read, or does not fit a file's tensors.
public enum ArchitectureFailure: Failure, Equatable {
  /// The description itself: missing, unreadable or too large.
  case file(FileFailure)
  /// A line of the description that is not what it should be; the first is 1.
  case badLine(path: String, line: Int, reason: String)
  /// Tensors of the checkpoint that the description does not name.
  case unusedTensors(path: String, checkpoint: String, names: [String])

  public var kind: FailureKind {
    switch self {
    case .file(let failure): failure.kind
    case .badLine, .unusedTensors: .badData
    }
  }

  /// Names come from the file and are made printable.
  public var description: String { sentence.printable }

  private var sentence: String {
    switch self {
    case .file(let failure): failure.description
    case .badLine(let path, let line, let reason):
      "\(path): line \(line): \(reason); Documentation/checkpoints.md says how layers are described."
    case .unusedTensors(let path, let checkpoint, let names):
      "\(path): no layer takes \(names.joined(separator: ", ")) of \(checkpoint); name the layer of "
        + "each, or list them under ignored."
    }
  }
}
