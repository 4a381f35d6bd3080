// Softmax cross-entropy and its scale-free companion on rows of logits z with labels y.
//
// With p = softmax(z), the cross-entropy gradient p − y underflows once p_y rounds to 1. The gradient
// of LSE_{j≠y} z_j − z_y, namely ê = q − y with q = softmax over j ≠ y, is parallel to it
// (p − y = (1 − p_y) ê), has entries that sum to 2 in absolute value, and never underflows to zero.
extension Scalar {
  /// Σ over rows of −log p_y, each computed as LSE z − z_y; 0 for no rows.
  public static func crossEntropy(_ logits: MatrixView<Self>, labels: [Int]) -> Double {
    var total = 0.0
    for r in 0..<logits.rows {
      let z = logits.row(r)
      total += Double(logSumExp(z, except: -1)) - Double(z[labels[r]])
    }
    return total
  }

  /// errors ← scale · (p − y); entry y is −scale · Σ_{j≠y} p_j, so nothing cancels.
  public static func crossEntropyError(
    _ logits: MatrixView<Self>, labels: [Int], scale: Self, into errors: MatrixView<Self>
  ) {
    for r in 0..<logits.rows {
      let z = logits.row(r)
      let e = errors.row(r)
      let normalizer = logSumExp(z, except: -1)
      var others: Self = 0
      for j in 0..<z.count where j != labels[r] {
        let p = Self.exponential(z[j] - normalizer)
        e[j] = scale * p
        others += p
      }
      e[labels[r]] = -scale * others
    }
  }

  /// errors ← ê = q − y.
  public static func scaleFreeError(
    _ logits: MatrixView<Self>, labels: [Int], into errors: MatrixView<Self>
  ) {
    for r in 0..<logits.rows {
      let z = logits.row(r)
      let e = errors.row(r)
      let normalizer = logSumExp(z, except: labels[r])
      for j in 0..<z.count where j != labels[r] { e[j] = Self.exponential(z[j] - normalizer) }
      e[labels[r]] = -1
    }
  }

  /// errors ← errors + Ĥ t with Ĥ = diag q − q qᵀ, the Jacobian of ê, for tangent logits t.
  public static func scaleFreeCurvature(
    _ logits: MatrixView<Self>, labels: [Int], tangent: MatrixView<Self>,
    addingTo errors: MatrixView<Self>
  ) {
    for r in 0..<logits.rows {
      let z = logits.row(r)
      let t = tangent.row(r)
      let e = errors.row(r)
      let label = labels[r]
      let normalizer = logSumExp(z, except: label)
      var mean: Self = 0
      for j in 0..<z.count where j != label {
        mean += Self.exponential(z[j] - normalizer) * t[j]
      }
      for j in 0..<z.count where j != label {
        e[j] += Self.exponential(z[j] - normalizer) * (t[j] - mean)
      }
    }
  }

  /// The index of the largest element, the lowest at ties, `label` left out (−1: nothing left out).
  ///
  /// NaN elements are never larger than anything; a row of NaN alone gives its first candidate.
  public static func largest(
    in row: UnsafeMutableBufferPointer<Self>, except label: Int
  ) -> Int {
    var best = label == 0 ? 1 : 0
    for j in 0..<row.count where j != label && row[j] > row[best] { best = j }
    return best
  }

  /// The place in an array of its largest element, as in rows of logits: the lowest at ties.
  public static func largest(in row: ArraySlice<Self>) -> Int {
    var best = row.startIndex
    for j in row.indices where row[j] > row[best] { best = j }
    return best - row.startIndex
  }

  /// log Σ exp z_j over j ≠ label, shifted by the maximum.
  private static func logSumExp(
    _ z: UnsafeMutableBufferPointer<Self>, except label: Int
  ) -> Self {
    let top = z[largest(in: z, except: label)]
    var sum: Self = 0
    for j in 0..<z.count where j != label { sum += Self.exponential(z[j] - top) }
    return top + Self.logarithm(sum)
  }
}
