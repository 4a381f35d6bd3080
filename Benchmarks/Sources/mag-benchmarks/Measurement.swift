import Dispatch
import MAG

/// Something that can be timed again and again.
struct Measurement {
  /// What one unit of work is, such as "step" or "line".
  let unit: String
  /// Runs once untimed and then so many times timed; seconds a unit, one value a repetition.
  let seconds: (Int) throws -> [Double]
  /// What the time goes with, such as the number of pieces of a line.
  var details: () -> [String: Double] = { [:] }

  /// A measurement of a closure that does `units` units of work a call.
  static func of(_ unit: String, units: Int = 1, _ body: @escaping () throws -> Void)
    -> Measurement
  {
    Measurement(unit: unit) { repetitions in
      try body()
      return try (0..<repetitions).map { _ in
        let start = Clock.seconds
        try body()
        return (Clock.seconds - start) / Double(units)
      }
    }
  }

  /// Every measurement by its name, set up when called.
  static func makers(threads: Int) -> [String: () throws -> Measurement] {
    var makers: [String: () throws -> Measurement] = [
      "step-unreduced-without-adam": unreducedStep,
      "products": { products() },
      "products-openblas": { productsOfOpenBLAS(threads: threads) },
      "pgd": pgd,
      "cosine": cosine,
      "inference": inference,
      "crossings": crossings,
      "pca": principalComponents,
    ]
    for sizes in InferenceSubject.perceptrons {
      let name = "inference-" + sizes.map(String.init).joined(separator: "-")
      makers[name] = { try inference(Network<Float>.perceptron(sizes: sizes)) }
    }
    makers["inference-cnn"] = { try inference(InferenceSubject.smallCNN()) }
    makers["inference-lenet"] = { try inference(InferenceSubject.leNet()) }
    for objective in Objective.allCases {
      makers["step-" + objective.rawValue] = { try trainingStep(objective) }
    }
    return makers
  }
}

/// Time that never runs backwards.
enum Clock {
  static var seconds: Double { Double(DispatchTime.now().uptimeNanoseconds) * 1e-9 }
}
