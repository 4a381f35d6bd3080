import MAGNumerics

/// Where an attack's first iterate lies.
public enum Start: String, Sendable, Codable, CaseIterable {
  /// At the clean image.
  case none
  /// Uniformly in the ball around it, then projected onto the box.
  case uniform
}

/// Draws of starting points and the streams they come from.
enum RandomStart {
  /// The stream of one start: a function of its arguments alone, so that dropping or reordering
  /// images changes nobody else's start.
  ///
  /// The radius enters through its bits as a Double.
  static func stream(seed: UInt64, index: Int, epsilon: Double, restart: Int) -> SeededGenerator {
    SeededGenerator(
      seed: seed, stream: UInt64(bitPattern: Int64(index)), epsilon.bitPattern, UInt64(restart))
  }

  /// Writes c + δ with δ uniform in the ball of radius ε; the box is the caller's business.
  ///
  /// - l∞: one draw a pixel, δ_i in [−ε, ε).
  /// - l2: a normal vector for the direction, then one draw u for the radius ε u^(1/d).
  static func draw<Element: Scalar>(
    into row: UnsafeMutableBufferPointer<Element>, clean: UnsafeMutableBufferPointer<Element>,
    norm: ThreatModel.Norm, epsilon: Double, using generator: inout SeededGenerator
  ) {
    switch norm {
    case .linf:
      for i in row.indices { row[i] = clean[i] + Element(generator.uniform(-epsilon, epsilon)) }
    case .l2:
      var squares = 0.0
      for i in row.indices {
        let value = generator.normal()
        squares += value * value
        row[i] = Element(value)
      }
      // u^(1/d), which is 0 for u = 0.
      let share = Double.exponential(Double.logarithm(generator.uniform()) / Double(row.count))
      let scale = squares > 0 ? Element(epsilon * share / squares.squareRoot()) : 0
      for i in row.indices { row[i] = clean[i] + row[i] * scale }
    }
  }
}
