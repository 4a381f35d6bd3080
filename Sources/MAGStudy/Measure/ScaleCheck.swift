import MAGNetwork
import MAGNumerics

/// How a network does on clean images, and whether it seems to see them on another scale than it was
/// trained on. Nothing is ever changed by it.
public struct ScaleCheck: Sendable, Equatable {
  /// Another scaling with clearly more right answers.
  public struct Hint: Codable, Sendable, Equatable {
    public let preprocessing: Preprocessing
    public let correct: Int
    public let count: Int
  }

  /// Right answers with the preprocessing in force.
  public let correct: Int
  public let count: Int
  public let sign: ScaleSign?
  public let hint: Hint?
  private let current: Preprocessing

  /// The scalings that are common: pixels in [0, 1] or [0, 255], standardised as is customary for
  /// MNIST, and stretched over [−1, 1].
  public static let common = [
    Preprocessing(), Preprocessing(inputScale: 255),
    Preprocessing(inputMean: 0.1307, inputStd: 0.3081),
    Preprocessing(inputMean: 0.5, inputStd: 0.5),
  ]
  /// The most images on which other scalings are tried; those of the best are counted on all.
  static let mostTried = 1000

  /// - Parameters:
  ///   - network: of preprocessed images.
  ///   - preprocessing: what images go through before the network.
  ///   - images: labelled ones, on which accuracies are compared.
  ///   - tries: whether other scalings are tried where there is no sign too.
  /// - Throws: `MeasureFailure` if network, preprocessing and images do not fit.
  /// - Cost: a forward pass of all images; with tries three or four of at most 1000, and with a hint
  ///   one of all.
  public init(
    _ network: Network<Float>, _ preprocessing: Preprocessing, on images: MeasurementSet,
    tries: Bool
  ) throws {
    try preprocessing.check(images.set)
    try images.check(network)
    current = preprocessing
    let answers = try Answers(network, preprocessing, images.images, images.set.labels)
    (correct, count, sign) = (answers.correct, images.count, answers.sign)
    guard sign != nil || tries else {
      hint = nil
      return
    }
    let rows = images.spread(Self.mostTried)
    let (sample, labels) = (images.images.rows(at: rows), rows.map { images.set.labels[$0] })
    let own = rows.map { answers.isCorrect[$0] }
    var best: (preprocessing: Preprocessing, correct: Int)?
    for other in Self.common where other != preprocessing {
      let found = try Answers(network, other, sample, labels)
      if found.sign == nil, Self.isClear(found.isCorrect, over: own),
        found.correct > best?.correct ?? 0
      {
        best = (other, found.correct)
      }
    }
    hint = try best.map { best in
      let all = try Answers(network, best.preprocessing, images.images, images.set.labels)
      return Hint(preprocessing: best.preprocessing, correct: all.correct, count: images.count)
    }
  }

  /// Whether more images are right in `other` than chance and a hundredth of all explain.
  ///
  /// With a images right only there and b only here: a − b > 3 √(a + b) + n / 100.
  private static func isClear(_ other: [Bool], over own: [Bool]) -> Bool {
    let gained = zip(other, own).count { $0 && !$1 }
    let lost = zip(other, own).count { !$0 && $1 }
    return Double(gained - lost)
      > 3 * Double(gained + lost).squareRoot() + Double(own.count) / 100
  }

  /// The finding in one sentence with what to try; nil if there is nothing to say.
  public var sentence: String? {
    let finding: String
    switch sign {
    case .constantLogits: finding = "the logits are the same for all \(count) images"
    case .oneClass(let label): finding = "all \(count) images are taken for class \(label)"
    case .chance(let bound):
      finding =
        "\(correct) of \(count) images are right, no more than guessing could have "
        + "(\(Int((100 * bound).rounded(.down))) %)"
    case nil: finding = "\(correct) of \(count) images are right"
    }
    guard let hint else {
      return sign.map { _ in
        "\(finding); check the scale of the inputs: try --scale 255, or --mean and --std."
      }
    }
    return "\(finding), but \(hint.correct) with \(options(hint.preprocessing)); the network seems "
      + "to expect that scale, so give it if that is how it was trained."
  }

  /// The options that lead from the preprocessing in force to another.
  private func options(_ other: Preprocessing) -> String {
    var words: [String] = []
    if other.inputScale != current.inputScale {
      words.append("--scale \(ChannelValues(other.inputScale).text)")
    }
    if other.inputMean != current.inputMean { words.append("--mean \(other.inputMean.text)") }
    if other.inputStd != current.inputStd { words.append("--std \(other.inputStd.text)") }
    return words.joined(separator: " ")
  }
}

extension ScaleCheck {
  /// What a network says of images under one preprocessing.
  private struct Answers {
    let isCorrect: [Bool]
    let correct: Int
    let sign: ScaleSign?

    init(
      _ network: Network<Float>, _ preprocessing: Preprocessing, _ images: Matrix<Float>,
      _ labels: [Int]
    ) throws {
      let logits = try preprocessing.folded(into: network).logits(images)
      let predictions = (0..<logits.rows).map { Float.largest(in: logits.row($0)) }
      isCorrect = zip(predictions, labels).map { $0 == $1 }
      correct = isCorrect.count { $0 }
      sign = ScaleSign(
        logits: logits, predictions: predictions, labels: labels, correct: correct)
    }
  }
}
