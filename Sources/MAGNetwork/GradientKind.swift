import MAGNumerics

/// Of which scalar function of the logits z an input gradient is taken, per example.
///
/// Scaling the gradient changes neither its direction nor any alignment metric.
public enum GradientKind: String, Sendable, CaseIterable, Codable {
  /// LSE_{j≠y} z_j − z_y: parallel to the cross-entropy gradient of label y, and free of its
  /// underflow at saturated logits (see `Scalar.scaleFreeError`).
  case loss
  /// z_y.
  case trueLogit = "true-logit"
  /// z_c with c the predicted class.
  case predictedLogit = "predicted-logit"
  /// z_y − max_{j≠y} z_j; the largest other class is the lowest index at ties.
  case margin

  /// cotangent ← ∂(function)/∂z, row by row.
  func cotangent<E: Scalar>(
    _ logits: MatrixView<E>, labels: [Int], into cotangent: MatrixView<E>
  ) {
    switch self {
    case .loss:
      E.scaleFreeError(logits, labels: labels, into: cotangent)
    case .trueLogit:
      cotangent.fill(0)
      for r in 0..<logits.rows { cotangent[r, labels[r]] = 1 }
    case .predictedLogit:
      cotangent.fill(0)
      for r in 0..<logits.rows { cotangent[r, E.largest(in: logits.row(r), except: -1)] = 1 }
    case .margin:
      cotangent.fill(0)
      for r in 0..<logits.rows {
        cotangent[r, labels[r]] = 1
        cotangent[r, E.largest(in: logits.row(r), except: labels[r])] = -1
      }
    }
  }

  /// errors ← errors + (∂²(function)/∂z²) t; zero for the kinds that are linear in z.
  func addCurvature<E: Scalar>(
    _ logits: MatrixView<E>, labels: [Int], tangent: MatrixView<E>, to errors: MatrixView<E>
  ) {
    guard self == .loss else { return }
    E.scaleFreeCurvature(logits, labels: labels, tangent: tangent, addingTo: errors)
  }
}
