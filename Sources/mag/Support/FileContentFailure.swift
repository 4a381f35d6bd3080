import MAG

/// A file whose content cannot be used, with the sentence that says why.
struct FileContentFailure: Failure, Equatable {
  var path: String
  var reason: String

  var kind: FailureKind { .badData }
  var description: String { "\(path): \(reason)" }
}
