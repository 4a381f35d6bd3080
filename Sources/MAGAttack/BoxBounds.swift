import MAGNumerics

/// The limits of a box as two rows of memory, rewritten only when another box is asked for.
final class BoxBounds<Element: Scalar> {
  private let buffer: MatrixBuffer<Element>
  private var box: ThreatModel.Box?

  init(columns: Int) { buffer = MatrixBuffer(capacity: 2, columns: columns) }

  /// [2, d]: lower and upper limits of each pixel, ∓∞ for `.none`.
  ///
  /// - Precondition: a `.data` box has d limits (`ThreatModel.validate`).
  func view(_ box: ThreatModel.Box) -> MatrixView<Element> {
    let view = buffer.view(rows: 2)
    if box == self.box { return view }
    self.box = box
    let (low, high) = (view.row(0), view.row(1))
    switch box {
    case .none:
      low.update(repeating: -Element.infinity)
      high.update(repeating: Element.infinity)
    case .unit:
      low.update(repeating: 0)
      high.update(repeating: 1)
    case .data(let lower, let upper):
      precondition(lower.count == low.count && upper.count == low.count, "box of another width")
      for i in low.indices { (low[i], high[i]) = (Element(lower[i]), Element(upper[i])) }
    }
    return view
  }
}
