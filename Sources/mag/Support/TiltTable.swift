import MAG

/// The distances of several checkpoints for people.
enum TiltTable {
  static func text(_ results: Zip2Sequence<[String], [TiltResult]>) -> String {
    var distances = TextTable(
      [
        "checkpoint", "direction", "median", "95 % interval", "5 %", "95 %", "unreached",
        "undefined", "angle", "c(n)", "linear",
      ], textColumns: [0, 1])
    var ratios = TextTable(
      [
        "checkpoint", "method", "images", "wrong", "c(g)", "off/in", "5 %", "95 %",
        "gradient/in", "undefined",
      ], textColumns: [0, 1])
    for (name, result) in results {
      for direction in TiltDirection.allCases {
        let rays = result[direction]
        let distance = rays.distance
        distances.append([
          name, direction.rawValue, number(distance.median), interval(distance),
          number(distance.quantiles.first), number(distance.quantiles.last),
          "\(distance.unreachedCount)", "\(distance.undefinedCount)",
          rays.angleDegrees.median.map { TextTable.fixed($0, 2) + "°" } ?? "-",
          TextTable.fixed(rays.alignment.median, 4), TextTable.fixed(rays.linearRatio.median, 3),
        ])
      }
      let tilt = result.tiltRatio
      ratios.append([
        name, result.method.rawValue, "\(result.count)", "\(result.wrongCount)",
        TextTable.fixed(result.gradientCosine.median, 4), number(tilt.median),
        number(tilt.quantiles.first), number(tilt.quantiles.last),
        number(result.gradientRatio.median), "\(tilt.undefinedCount)",
      ])
    }
    return distances.text + "\n" + ratios.text
  }

  private static func interval(_ summary: CensoredSummary) -> String {
    guard !summary.interval.isEmpty else { return "-" }
    return summary.interval.map { number($0) }.joined(separator: "–")
  }

  /// Four decimals; `-` where there is none or it is not known.
  private static func number(_ value: Double??) -> String {
    TextTable.fixed(value.flatMap { $0 }, 4)
  }
}
