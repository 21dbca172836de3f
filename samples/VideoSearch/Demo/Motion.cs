namespace VideoSearch.Demo;

/// <summary>How something moves in a home-made clip.</summary>
internal enum Motion
{
    Left,
    Right,
    Up,
    Down,
    Grow,
    Shrink,
}
