import MAGFiles

/// Why a film of an attack cannot be made.
public enum FilmFailure: Failure, Equatable {
  /// A target that the image is already labelled with.
  case ownClass(index: Int, label: Int)
  /// A target the network has no logit for.
  case target(found: Int, classes: Int)
  /// Fewer frames than the first and the last image, or more than a figure can hold.
  case frames(found: Int)

  /// More steps than one film can hold.
  case steps(found: Int)

  public var kind: FailureKind { .usage }

  public var description: String {
    switch self {
    case .ownClass(let index, let label):
      "image \(index) is labelled \(label), so it cannot be attacked towards \(label); name another "
        + "class with --to, or leave it out for an untargeted attack."
    case .target(let found, let classes):
      "--to: expected a class in 0..<\(classes), found \(found); the network knows \(classes) "
        + "classes."
    case .steps(let found):
      "--steps: expected at most \(FilmSettings.mostSteps) steps in a film, found \(found)."
    case .frames(let found):
      "--frames: expected 2 to \(FilmSettings.mostFrames) images, found \(found)."
    }
  }
}
