extension String {
  /// The text with characters that a terminal obeys rather than shows written as `\u{1b}`.
  ///
  /// Names in files from elsewhere may hold them: a tensor's name could otherwise move the cursor,
  /// hide the lines above it or pretend to be another line. These are the control characters (C0,
  /// DEL and C1), the invisible formatting ones (those that turn the direction of writing among
  /// them), and the separators of lines and paragraphs. O(characters).
  public var printable: String {
    guard unicodeScalars.contains(where: \.isObeyed) else { return self }
    var result = ""
    for scalar in unicodeScalars {
      if scalar.isObeyed {
        result += "\\u{\(String(scalar.value, radix: 16))}"
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}

extension Unicode.Scalar {
  fileprivate var isObeyed: Bool {
    // Almost every name is of these, which are quicker told than looked up.
    if (0x20..<0x7F).contains(value) { return false }
    return switch properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator: true
    default: false
    }
  }
}
