import CNumerics

extension Float {
  /// y ← max(x, 0); NaN gives 0.
  public static func rectify(
    _ x: UnsafeMutableBufferPointer<Float>, into y: UnsafeMutableBufferPointer<Float>
  ) {
    mag_rectify_f32(x.baseAddress, y.baseAddress, x.count)
  }

  /// y ← x where gate > 0, else 0; a NaN gate is shut.
  public static func gate(
    _ x: UnsafeMutableBufferPointer<Float>, by gate: UnsafeMutableBufferPointer<Float>,
    into y: UnsafeMutableBufferPointer<Float>
  ) {
    mag_gate_f32(gate.baseAddress, x.baseAddress, y.baseAddress, x.count)
  }
}

extension Double {
  /// y ← max(x, 0); NaN gives 0.
  public static func rectify(
    _ x: UnsafeMutableBufferPointer<Double>, into y: UnsafeMutableBufferPointer<Double>
  ) {
    mag_rectify_f64(x.baseAddress, y.baseAddress, x.count)
  }

  /// y ← x where gate > 0, else 0; a NaN gate is shut.
  public static func gate(
    _ x: UnsafeMutableBufferPointer<Double>, by gate: UnsafeMutableBufferPointer<Double>,
    into y: UnsafeMutableBufferPointer<Double>
  ) {
    mag_gate_f64(gate.baseAddress, x.baseAddress, y.baseAddress, x.count)
  }
}
