namespace Microsoft.ML.Umt.Tests.Retrieval.Annotations;

/// <summary>A folder for one test's files.</summary>
public sealed class AnnotationFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("umt-annotations-").FullName;

    public string Write(string name, string content) => Write(name, System.Text.Encoding.UTF8.GetBytes(content));

    public string Write(string name, byte[] content)
    {
        var path = System.IO.Path.Combine(Path, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
        return path;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
