import MAG

/// A file whose content cannot be used, with the sentence that says why.
struct FileContentFailure: Failure, Equatable {
  var path: String
  var reason: String
  var kind = FailureKind.badData

  var description: String { "\(path): \(reason)" }
}

extension FileContentFailure {
  /// Puts the file's name before the sentence of a failure and keeps its kind.
  init(_ failure: any Failure, in path: String) {
    self.init(path: path, reason: "\(failure)", kind: failure.kind)
  }
}
