import MAGFiles
import MAGGeometry

/// Why a measurement cannot be made of what was given.
public enum MeasureFailure: Failure, Equatable {
  /// A network and images of different sizes.
  case inputDimension(expected: Int, found: Int)
  /// Images of a class the network has no logit for.
  case tooFewClasses(classes: Int, label: Int)
  /// An image number outside the split.
  case index(found: Int, count: Int)
  /// A pair that is not two numbers; `line` counts from 1 where the text is a file's.
  case notPair(text: String, line: Int?)
  case noPairs
  /// An audit of a network that has no exact paths, or of the sampled method.
  case auditNeedsExact
  /// Random pairs of images of different classes, or of one, that these labels do not have.
  case tooFewPairs(asked: Int, available: Int, relation: PairRelation = .otherClass)
  /// The own-class reading projects by label, and a picture has none.
  case labelNeeded(path: String)
  /// Logits that are NaN or infinite somewhere on the way from or between images of the split.
  case logitsNotFinite(images: [Int])
  /// A picture of another size than the data.
  case pictureSize(path: String, expected: String, found: String)
  /// Preprocessing that is no map of numbers to numbers.
  case preprocessing(option: String, expected: String, found: Double)
  /// Means or standard deviations for other channels than there are.
  case preprocessingChannels(expected: Int, found: Int)
  /// A file that should hold an orthonormal basis.
  case badBasis(path: String, expected: String, found: String)

  /// Whether it lies in the network, which a sentence then had better name.
  public var isOfNetwork: Bool {
    switch self {
    case .inputDimension, .tooFewClasses, .auditNeedsExact, .logitsNotFinite: true
    default: false
    }
  }

  public var kind: FailureKind {
    switch self {
    case .index, .notPair, .noPairs, .auditNeedsExact, .tooFewPairs, .preprocessing,
      .preprocessingChannels, .labelNeeded:
      .usage
    default: .badData
    }
  }

  public var description: String {
    switch self {
    case .inputDimension(let expected, let found):
      "the network takes \(expected) inputs and the images have \(found) pixels; "
        + "choose --data of the network's size."
    case .tooFewClasses(let classes, let label):
      "the network gives \(classes) logits and the data hold label \(label); "
        + "choose --data with the network's classes."
    case .index(let found, let count):
      "image \(found) is not there: expected a number from 0 to \(count - 1); choose another image."
    case .notPair(let text, let line):
      "\(line.map { "line \($0): " } ?? "")expected a pair of image numbers such as 7:2, "
        + "found '\(text)'."
    case .noPairs:
      "no pair of images was given; name some with --pairs 7:2,15:3 or ask for --random 20."
    case .auditNeedsExact:
      "an audit sets uniform samples beside the exact paths of a piecewise linear network, and there "
        + "are none here; leave out --audit."
    case .tooFewPairs(let asked, let available, let relation):
      "\(asked) random pairs of images of \(relation == .sameClass ? "one class" : "different classes") "
        + "were asked for, and at most \(available) can be drawn here; ask for fewer."
    case .logitsNotFinite(let images):
      "logits at or near image \(images.map(String.init).joined(separator: " and ")) are NaN or "
        + "infinite; the checkpoint's weights are too large or damaged."
    case .labelNeeded(let path):
      "\(path): the own-class reading projects an image by its label, which a picture does not have; "
        + "choose another --manifold-reading or --inputs raw."
    case .pictureSize(let path, let expected, let found):
      "\(path): expected a picture of \(expected) pixels, found \(found); scale it first."
    case .preprocessing(let option, let expected, let found):
      "--\(option): expected \(expected), found \(found)."
    case .preprocessingChannels(let expected, let found):
      "--mean and --std: expected one number, or one a channel (\(expected) here), found \(found)."
    case .badBasis(let path, let expected, let found):
      "\(path): expected \(expected), found \(found); store an orthonormal basis [k, d] as the tensor "
        + "W of a safetensors file or as a .npy array."
    }
  }
}

extension MeasureFailure {
  /// Runs a part of a measurement that knows lines only, and names images where logits overflow.
  ///
  /// - Parameter images: those of a line.
  static func naming<Result>(
    _ images: (_ line: Int) -> [Int], _ body: () throws -> Result
  ) throws -> Result {
    do {
      return try body()
    } catch GeometryFailure.logitsNotFinite(let line) {
      throw MeasureFailure.logitsNotFinite(images: images(line))
    } catch GeometryFailure.pointNotFinite(let line) {
      // Images themselves are finite: the point is an attack's, led astray by such logits.
      throw MeasureFailure.logitsNotFinite(images: images(line))
    }
  }

  /// The same where all lines belong to the same images.
  static func naming<Result>(_ images: [Int], _ body: () throws -> Result) throws -> Result {
    func same(_ line: Int) -> [Int] { images }
    return try naming(same, body)
  }
}
