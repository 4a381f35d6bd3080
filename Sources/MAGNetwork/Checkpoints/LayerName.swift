/// A tensor's name taken apart into the layer that it names and its part in that layer.
///
/// `fc1.weight`, `layers.0.linear.bias`, `net.2.weight`, `dense_1/kernel`, `W1`, `b_2`, `coefs_0`,
/// `intercepts_0`, `dense/kernel:0`, `weight`: the last word is a part, perhaps with a number behind it; what stands
/// before it, with that number, is the layer.
struct LayerName: Equatable {
  enum Part { case weight, bias }

  let part: Part
  /// What the name itself says of how the weight lies; nil for names of any custom.
  let orientation: WeightOrientation?
  /// Whether the part is called weight, as PyTorch calls it.
  let isCalledWeight: Bool
  /// The layer's name with # for each number: layers of one pattern are counted by their numbers.
  let pattern: String
  /// The numbers in the layer's name, first to last.
  let numbers: [Int]

  private static let longest = 1000

  /// Nil for a name that is none of a dense layer's parts.
  init?(_ fullName: String) {
    // Keras ends the names of its variables in :0.
    let name = fullName.hasSuffix(":0") ? String(fullName.dropLast(2)) : fullName
    guard name.utf8.count <= Self.longest,
      name.utf8.allSatisfy({ Self.isLetter($0) || Self.isDigit($0) || "._/".utf8.contains($0) })
    else { return nil }
    let wordStart = name.lastIndex { $0 == "." || $0 == "/" }.map(name.index(after:))
    let word = name[(wordStart ?? name.startIndex)...]
    let letters = word.prefix { $0 != "_" && !$0.isNumber }
    var digits = word.dropFirst(letters.count)
    if digits.first == "_" { digits = digits.dropFirst() }
    guard digits.allSatisfy(\.isNumber), digits.isEmpty == (word.count == letters.count) else {
      return nil
    }
    switch letters.lowercased() {
    case "weight", "weights", "w": (part, orientation) = (.weight, nil)
    case "kernel", "coefs": (part, orientation) = (.weight, .inputsFirst)
    case "bias", "biases", "b", "intercepts": (part, orientation) = (.bias, nil)
    default: return nil
    }
    isCalledWeight = letters == "weight"
    var pattern = ""
    var numbers: [Int] = []
    var rest = Substring(name[..<(wordStart ?? name.startIndex)] + digits)
    while let character = rest.first {
      let run = rest.prefix { $0.isNumber }
      if run.isEmpty {
        pattern.append(character)
        rest = rest.dropFirst()
      } else {
        guard let number = Int(run) else { return nil }
        pattern.append("#")
        numbers.append(number)
        rest = rest.dropFirst(run.count)
      }
    }
    self.pattern = pattern
    self.numbers = numbers
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
  private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }
}
