import MAGNumerics

/// The keys of a mapping in a description, each of which must be asked for: what is left over is
/// refused with its line.
struct ArchitectureKeys {
  typealias Problem = YAMLValue.Problem

  private var entries: [YAMLValue.Entry]
  let line: Int

  /// - Parameter what: names the mapping in failures.
  init(_ value: YAMLValue, _ what: String) throws(Problem) {
    guard case .mapping(let entries) = value.content else {
      throw Problem(line: value.line, reason: "expected \(what) as keys and values")
    }
    self.entries = entries
    line = value.line
  }

  /// The value of a key, which is then done with; nil if there is none.
  mutating func take(_ key: String) -> YAMLValue? {
    guard let index = entries.firstIndex(where: { $0.key == key }) else { return nil }
    return entries.remove(at: index).value
  }

  func problem(_ reason: String) -> Problem { Problem(line: line, reason: reason) }

  /// - Parameter known: all keys that could stand here.
  func expectEmpty(_ known: [String]) throws(Problem) {
    guard let entry = entries.first else { return }
    throw Problem(
      line: entry.line,
      reason: "expected the keys \(known.joined(separator: ", ")), found \(entry.key)")
  }

  mutating func text(_ key: String) throws(Problem) -> String? {
    try take(key)?.text(key)
  }

  mutating func bool(_ key: String) throws(Problem) -> Bool? {
    guard let value = take(key) else { return nil }
    switch value.content {
    case .text("true", isPlain: true): return true
    case .text("false", isPlain: true): return false
    default: throw value.expected("\(key) to be true or false")
    }
  }

  /// A positive number.
  mutating func number(_ key: String) throws(Problem) -> Double? {
    guard let value = take(key) else { return nil }
    guard case .text(let text, isPlain: true) = value.content, let number = Double(text),
      number.isFinite, number > 0
    else { throw value.expected("\(key) to be a positive number") }
    return number
  }

  mutating func integers(
    _ key: String, counts: [Int], in bounds: ClosedRange<Int>
  ) throws(Problem) -> [Int]? {
    guard let value = take(key) else { return nil }
    return try value.integers(key, counts: counts, in: bounds)
  }

  /// Names, alone or in a list.
  mutating func names(_ key: String) throws(Problem) -> [String]? {
    guard let value = take(key) else { return nil }
    guard case .list(let elements) = value.content else { return [try value.text(key)] }
    var names: [String] = []
    for element in elements { names.append(try element.text(key)) }
    return names
  }
}

extension YAMLValue {
  /// What was expected in the place of this value, and what stands there.
  func expected(_ words: String) -> Problem {
    let found =
      switch content {
      case .text(let text, _): text.count > 40 ? "a long text" : "'\(text)'"
      case .list(let elements): "a list of \(elements.count)"
      case .mapping: "keys and values"
      }
    return Problem(line: line, reason: "expected \(words), found \(found)")
  }

  /// Whole numbers within bounds, alone or in a list; as many as one of `counts`.
  func integers(
    _ key: String, counts: [Int], in bounds: ClosedRange<Int>
  ) throws(Problem) -> [Int] {
    let elements = if case .list(let elements) = content { elements } else { [self] }
    var numbers: [Int] = []
    for element in elements {
      guard case .text(let text, isPlain: true) = element.content, let number = Int(text),
        bounds.contains(number)
      else {
        throw element.expected(
          "\(key) to be whole numbers from \(bounds.lowerBound) to \(bounds.upperBound)")
      }
      numbers.append(number)
    }
    guard counts.contains(numbers.count) else {
      throw expected("\(key) to be \(counts.map(String.init).joined(separator: " or ")) numbers")
    }
    return numbers
  }

  func text(_ key: String) throws(Problem) -> String {
    guard case .text(let text, _) = content, !text.isEmpty else {
      throw expected("\(key) to be a name")
    }
    return text
  }
}
