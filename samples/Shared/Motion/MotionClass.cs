namespace Samples.Motion;

/// <summary>What the object in a home-made clip does. Nothing but the motion tells the classes apart.</summary>
internal enum MotionClass
{
    Left,
    Right,
    Up,
    Down,
    Approaching,
    Receding,
}
