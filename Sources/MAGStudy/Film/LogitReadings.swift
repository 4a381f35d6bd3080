import MAGNumerics

/// What is read off rows of logits [n, classes].
struct LogitReadings {
  private let logits: Matrix<Double>

  init(_ logits: Matrix<Double>) { self.logits = logits }

  /// The class of the largest logit, the lowest at ties.
  func predictedClass(at row: Int) -> Int { Double.largest(in: logits.row(row)) }

  /// f_c − max_{j≠c} f_j.
  func margin(of label: Int, at row: Int) -> Double {
    let values = logits.row(row)
    let place = values.startIndex + label
    let others = max(
      values[..<place].max() ?? -.infinity, values[(place + 1)...].max() ?? -.infinity)
    return values[place] - others
  }

  func probability(of label: Int, at row: Int) -> Double {
    Softmax.probabilities(logits.row(row))[label]
  }

  /// −log p of a class, finite however small p is.
  func loss(of label: Int, at row: Int) -> Double {
    logits.rows(at: [row]).withReadView { Double.crossEntropy($0, labels: [label]) }
  }
}
