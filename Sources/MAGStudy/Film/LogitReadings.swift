import MAGNumerics

/// What is read off rows of logits [n, classes].
struct LogitReadings {
  private let logits: Matrix<Double>

  init(_ logits: Matrix<Double>) { self.logits = logits }

  /// The class of the largest logit, the lowest at ties.
  func predictedClass(at row: Int) -> Int {
    let values = Array(logits.row(row))
    return values.indices.reduce(0) { values[$1] > values[$0] ? $1 : $0 }
  }

  /// f_c − max_{j≠c} f_j.
  func margin(of label: Int, at row: Int) -> Double {
    let values = Array(logits.row(row))
    let others = values.indices.filter { $0 != label }.map { values[$0] }
    return values[label] - (others.max() ?? -.infinity)
  }

  func probability(of label: Int, at row: Int) -> Double {
    Softmax.probabilities(logits.row(row))[label]
  }

  /// −log p of a class, finite however small p is.
  func loss(of label: Int, at row: Int) -> Double {
    logits.rows(at: [row]).withReadView { Double.crossEntropy($0, labels: [label]) }
  }
}
