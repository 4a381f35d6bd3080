import MAG

/// An option whose value cannot be used.
struct OptionFailure: Failure, Equatable {
  /// With its dashes, for example `--epsilons`.
  var option: String
  var expected: String
  var found: String

  var kind: FailureKind { .usage }
  var description: String { "\(option): expected \(expected), found \(found)." }
}

/// Reading of option values that are lists or bounded numbers.
enum OptionValue {
  /// Finite numbers separated by commas, for example `0,0.05,0.1`.
  ///
  /// - Throws: `OptionFailure` naming the first part that is no number.
  static func numbers(_ text: String, option: String) throws(OptionFailure) -> [Double] {
    var values: [Double] = []
    for part in parts(text) {
      guard let value = Double(part), value.isFinite else {
        throw OptionFailure(
          option: option, expected: "numbers separated by commas such as 0,0.05,0.1",
          found: "'\(text)'")
      }
      values.append(value)
    }
    return values
  }

  /// Whole numbers from 0, separated by commas, for example `3,17`.
  static func indices(_ text: String, option: String) throws(OptionFailure) -> [Int] {
    var values: [Int] = []
    for part in parts(text) {
      guard let value = Int(part), value >= 0 else {
        throw OptionFailure(
          option: option, expected: "image numbers from 0 separated by commas such as 3,17",
          found: "'\(text)'")
      }
      guard !values.contains(value) else {
        throw OptionFailure(option: option, expected: "every image once", found: "\(value) twice")
      }
      values.append(value)
    }
    return values
  }

  /// Layer widths separated by commas, for example `784,300,10`.
  static func widths(_ text: String, option: String) throws(OptionFailure) -> [Int] {
    var values: [Int] = []
    for part in parts(text) {
      guard let value = Int(part) else {
        throw OptionFailure(
          option: option, expected: "widths separated by commas such as 784,300,10",
          found: "'\(text)'")
      }
      values.append(value)
    }
    return values
  }

  /// Words of an enumeration separated by commas, each once.
  static func words<Value: RawRepresentable & CaseIterable & Equatable>(
    _ text: String, option: String
  ) throws(OptionFailure) -> [Value] where Value.RawValue == String {
    var values: [Value] = []
    for part in parts(text) {
      guard let value = Value(rawValue: part) else {
        let known = Value.allCases.map(\.rawValue).joined(separator: ", ")
        throw OptionFailure(option: option, expected: "a list of \(known)", found: "'\(text)'")
      }
      guard !values.contains(value) else {
        throw OptionFailure(option: option, expected: "every name once", found: "\(part) twice")
      }
      values.append(value)
    }
    return values
  }

  /// Refuses a number below a bound.
  static func require(
    _ value: Int?, atLeast bound: Int, option: String
  ) throws(OptionFailure) {
    if let value, value < bound {
      throw OptionFailure(option: option, expected: "at least \(bound)", found: "\(value)")
    }
  }

  private static func parts(_ text: String) -> [String] {
    text.split(separator: ",", omittingEmptySubsequences: false).map {
      $0.filter { $0 != " " }
    }
  }
}
