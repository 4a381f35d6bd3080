import MAGFiles

/// Why a file cannot be verified at all.
public enum VerifyFailure: Failure, Equatable {
  /// A file that is neither a picture nor the data of one.
  case noFigure(path: String)
  /// Something that is no regular file: a device, a pipe.
  case noRegularFile(path: String)

  public var kind: FailureKind {
    switch self {
    case .noFigure: .badData
    case .noRegularFile: .cannotRead
    }
  }

  public var description: String {
    switch self {
    case .noFigure(let path):
      "\(path): expected a figure (png, svg, pdf) or its data (json), found another kind of file."
    case .noRegularFile(let path):
      "\(path): expected a regular file, found a device or a pipe; name the figure's file."
    }
  }
}
