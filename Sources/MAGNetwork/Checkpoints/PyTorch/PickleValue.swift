/// What a state dict's pickle can hold.
///
/// Containers, storages and tensors are numbers of places in `PickleContents`, so that values are
/// small, may be shared and even contain themselves, and are freed without recursion.
enum PickleValue: Equatable {
  case none
  case bool(Bool)
  case integer(Int)
  /// A number of more than 64 bits, its bytes little-endian.
  case long([UInt8])
  case number(Double)
  case string(String)
  case global(PickleGlobal)
  case tuple(Int)
  case list(Int)
  case dictionary(Int)
  case storage(Int)
  case tensor(Int)
}
