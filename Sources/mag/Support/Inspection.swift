import MAG

/// What `mag inspect` found.
struct Inspection: Encodable {
  /// Accuracy on clean images, or why there is none.
  struct Clean: Equatable {
    var correct: Int?
    var count: Int?
    var note: String?

    var accuracy: Double? {
      guard let correct, let count, count > 0 else { return nil }
      return Double(correct) / Double(count)
    }
  }

  let summary: CheckpointSummary
  var inputs: Inputs?
  var preprocessing: Preprocessing?
  var assumptions: [String]
  var clean = Clean()
  /// Whether the images seem to be on another scale than the network's; nil if not measured.
  var scale: ScaleCheck?

  init(_ summary: CheckpointSummary) {
    self.summary = summary
    assumptions = summary.assumptions
  }

  private enum CodingKeys: String, CodingKey {
    case assumptions, inputs, inputScale, inputMean, inputStd
    case cleanAccuracy, cleanCorrect, cleanCount, cleanNote
    case cleanSign, cleanHint, cleanWarning
  }

  func encode(to encoder: any Encoder) throws {
    try summary.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(assumptions, forKey: .assumptions)
    try container.encode(inputs, forKey: .inputs)
    try container.encode(preprocessing?.inputScale, forKey: .inputScale)
    try container.encode(preprocessing?.inputMean, forKey: .inputMean)
    try container.encode(preprocessing?.inputStd, forKey: .inputStd)
    try container.encode(clean.accuracy, forKey: .cleanAccuracy)
    try container.encode(clean.correct, forKey: .cleanCorrect)
    try container.encode(clean.count, forKey: .cleanCount)
    try container.encode(clean.note, forKey: .cleanNote)
    try container.encode(scale?.sign?.name, forKey: .cleanSign)
    try container.encode(scale?.hint, forKey: .cleanHint)
    try container.encode(scale?.sentence, forKey: .cleanWarning)
  }
}
