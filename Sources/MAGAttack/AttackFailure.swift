import MAGFiles

/// What an attack refuses before any work starts.
public enum AttackFailure: Failure, Equatable {
  case epsilon(found: Double)
  case steps(found: Int)
  case stepSize(found: Double)
  case restarts(found: Int)
  /// Several restarts from the same start are the same attack several times.
  case restartsWithoutStart(found: Int)
  case noEpsilons
  case noImages
  /// A box with limits for another number of pixels.
  case boxWidth(expected: Int, found: Int)
  case boxOrder(pixel: Int, lower: Float, upper: Float)
  /// Images of another width than the network's input.
  case imageWidth(expected: Int, found: Int)
  case labelCount(expected: Int, found: Int)
  case indexCount(expected: Int, found: Int)
  case label(index: Int, found: Int, classes: Int)
  case classNumber(found: Int, classes: Int)
  case sameClass(Int)
  case index(found: Int, count: Int)
  /// A robustness curve counts errors of any kind, so its attack cannot be a targeted one.
  case targetedCurve
  /// The predicted class's gradient says nothing about a target.
  case targetedPredictedLogit
  case threshold(found: Double)
  /// A basis whose rows are not images.
  case basisWidth(expected: Int, found: Int)

  public var kind: FailureKind {
    switch self {
    case .imageWidth, .labelCount, .indexCount, .label, .basisWidth, .noImages: .badData
    default: .usage
    }
  }

  public var description: String {
    switch self {
    case .epsilon(let found):
      "epsilon: expected a finite number of at least 0 (pixel units), found \(found); "
        + "give for example 0.1."
    case .steps(let found):
      "attack steps: expected 1 to \(PGD.largestCount), found \(found); give for example 40."
    case .stepSize(let found):
      "step size: expected a finite number above 0 (pixel units), found \(found); "
        + "leave it out for 2.5 epsilon / steps."
    case .restarts(let found):
      "restarts: expected 1 to \(PGD.largestCount), found \(found); give 1 for a single run."
    case .restartsWithoutStart(let found):
      "restarts: expected 1 where every run starts at the clean image, found \(found); "
        + "choose the start \"uniform\" as well."
    case .noEpsilons:
      "epsilons: expected at least one radius, found none; give for example 0,0.05,0.1."
    case .noImages:
      "attack: expected at least one image, found none; choose another split or other indices."
    case .boxWidth(let expected, let found):
      "box: expected limits for \(expected) pixels, found \(found); "
        + "take them from images of the attacked kind."
    case .boxOrder(let pixel, let lower, let upper):
      "box: expected lower ≤ upper at pixel \(pixel), found \(lower) and \(upper); "
        + "mend the limits."
    case .imageWidth(let expected, let found):
      "attack: expected images of \(expected) pixels for this network, found \(found); "
        + "choose images of the network's size."
    case .labelCount(let expected, let found):
      "attack: expected one label for each of \(expected) images, found \(found); "
        + "check the labels file."
    case .indexCount(let expected, let found):
      "attack: expected one index for each of \(expected) images, found \(found); "
        + "check the list of indices."
    case .label(let index, let found, let classes):
      "attack: expected the label of image \(index) in 0..<\(classes), found \(found); "
        + "the network knows \(classes) classes."
    case .classNumber(let found, let classes):
      "class: expected a number in 0..<\(classes), found \(found); "
        + "the network knows \(classes) classes."
    case .sameClass(let found):
      "transformation: expected two different classes, found \(found) twice; "
        + "choose another target class."
    case .index(let found, let count):
      "index: expected one of the \(count) images at hand, found \(found); choose another image."
    case .targetedCurve:
      "robustness: expected an untargeted attack, found a targeted one; "
        + "leave out the target class."
    case .targetedPredictedLogit:
      "gradient: expected loss, true-logit or margin for a targeted attack, found predicted-logit; "
        + "choose one of those."
    case .threshold(let found):
      "threshold: expected a probability above 0 and at most 1, found \(found); "
        + "give for example 0.9."
    case .basisWidth(let expected, let found):
      "basis: expected rows of \(expected) pixels, found \(found); use the basis of these images."
    }
  }
}
