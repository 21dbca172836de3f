using Microsoft.Data.Sqlite;

namespace VideoSearch.Library;

/// <summary>What is known about folders and videos, in an SQLite file. It is the truth; the index of vectors can be made again from it. Thread-safe.</summary>
internal sealed class ClipCatalog
{
    private const string Schema = """
        PRAGMA journal_mode = WAL;
        CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);
        CREATE TABLE IF NOT EXISTS folders (id TEXT PRIMARY KEY, path TEXT NOT NULL UNIQUE);
        CREATE TABLE IF NOT EXISTS clips (
            id TEXT PRIMARY KEY, folder TEXT NOT NULL REFERENCES folders(id) ON DELETE CASCADE, path TEXT NOT NULL, size INTEGER NOT NULL, modified INTEGER NOT NULL,
            duration REAL NOT NULL, width INTEGER NOT NULL, height INTEGER NOT NULL, media TEXT, caption TEXT, problem TEXT, ready INTEGER NOT NULL, UNIQUE (folder, path));
        CREATE TABLE IF NOT EXISTS segments (
            clip TEXT NOT NULL REFERENCES clips(id) ON DELETE CASCADE, number INTEGER NOT NULL, vector BLOB NOT NULL, frames BLOB NOT NULL, PRIMARY KEY (clip, number));
        """;

    private readonly string _connection;

    public ClipCatalog(SearchSettings settings)
    {
        Directory.CreateDirectory(settings.DataFolder);
        _connection = new SqliteConnectionStringBuilder { DataSource = settings.CatalogPath, ForeignKeys = true, DefaultTimeout = 30 }.ToString();
        Execute(Schema);
    }

    /// <summary>A fact about the whole catalogue, for example which model made the vectors.</summary>
    public string? Fact(string name) => Query("SELECT value FROM facts WHERE name = $name", row => row.GetString(0), ("$name", name)).FirstOrDefault();

    public void SetFact(string name, string value) => Execute("INSERT OR REPLACE INTO facts VALUES ($name, $value)", ("$name", name), ("$value", value));

    public IReadOnlyList<LibraryFolder> Folders() => Query("SELECT id, path FROM folders ORDER BY path", ToFolder);

    public LibraryFolder? Folder(string id) => Query("SELECT id, path FROM folders WHERE id = $id", ToFolder, ("$id", id)).FirstOrDefault();

    /// <summary>Adds a folder unless it is there.</summary>
    public LibraryFolder AddFolder(string path)
    {
        Execute("INSERT OR IGNORE INTO folders VALUES ($id, $path)", ("$id", NewId.Create()), ("$path", path));
        return Query("SELECT id, path FROM folders WHERE path = $path", ToFolder, ("$path", path)).Single();
    }

    /// <summary>Forgets a folder and all of its videos; no file is touched.</summary>
    public void RemoveFolder(string id) => Execute("DELETE FROM folders WHERE id = $id", ("$id", id));

    public IReadOnlyList<FolderSummary> Summaries() => Query(
        """
        SELECT folders.id, folders.path, coalesce(sum(ready), 0), coalesce(sum(ready = 0), 0)
        FROM folders LEFT JOIN clips ON clips.folder = folders.id GROUP BY folders.id ORDER BY folders.path
        """,
        row => new FolderSummary(ToFolder(row), row.GetInt32(2), row.GetInt32(3)));

    /// <summary>Files with a problem, at most <paramref name="most"/>.</summary>
    public IReadOnlyList<FailedFile> Failures(int most) => Query(
        "SELECT folder, path, problem, ready FROM clips WHERE problem IS NOT NULL ORDER BY ready, folder, path LIMIT $most",
        row => new FailedFile(row.GetString(0), row.GetString(1), row.GetString(2), row.GetBoolean(3)),
        ("$most", most));

    public IReadOnlyList<Clip> ClipsOf(string folderId) => Query("SELECT * FROM clips WHERE folder = $folder", ToClip, ("$folder", folderId));

    public Clip? Clip(string id) => Query("SELECT * FROM clips WHERE id = $id", ToClip, ("$id", id)).FirstOrDefault();

    /// <summary>Writes a video and its pieces in one step, in place of what was known about it.</summary>
    public void Put(Clip clip, IReadOnlyList<ClipSegment> segments)
    {
        using var connection = Open();
        using var transaction = connection.BeginTransaction();
        Execute(connection, "DELETE FROM clips WHERE id = $id", ("$id", clip.Id));
        Execute(
            connection,
            "INSERT INTO clips VALUES ($id, $folder, $path, $size, $modified, $duration, $width, $height, $media, $caption, $problem, $ready)",
            ("$id", clip.Id),
            ("$folder", clip.FolderId),
            ("$path", clip.RelativePath),
            ("$size", clip.Size),
            ("$modified", clip.Modified),
            ("$duration", clip.Duration),
            ("$width", clip.Width),
            ("$height", clip.Height),
            ("$media", clip.MediaType),
            ("$caption", clip.Caption),
            ("$problem", clip.Problem),
            ("$ready", clip.IsReady));
        foreach (var segment in segments)
        {
            Execute(
                connection,
                "INSERT INTO segments VALUES ($clip, $number, $vector, $frames)",
                ("$clip", clip.Id),
                ("$number", segment.Number),
                ("$vector", VectorBytes.Of(segment.Vector)),
                ("$frames", VectorBytes.Of(segment.Frames)));
        }
        transaction.Commit();
    }

    public void Remove(string clipId) => Execute("DELETE FROM clips WHERE id = $id", ("$id", clipId));

    /// <summary>Forgets all vectors: another model has made them.</summary>
    public void ForgetClips() => Execute("DELETE FROM clips");

    /// <summary>The pieces of a video in order.</summary>
    public IReadOnlyList<ClipSegment> Segments(string clipId) => Query(
        "SELECT number, vector, frames FROM segments WHERE clip = $clip ORDER BY number",
        row =>
        {
            float[] vector = VectorBytes.Vector((byte[])row.GetValue(1));
            return new ClipSegment(row.GetInt32(0), vector, VectorBytes.Frames((byte[])row.GetValue(2), vector.Length));
        },
        ("$clip", clipId));

    /// <summary>How many pieces each video has.</summary>
    public IReadOnlyDictionary<string, int> SegmentCounts() =>
        Query("SELECT clip, count(*) FROM segments GROUP BY clip", row => (Clip: row.GetString(0), Count: row.GetInt32(1))).ToDictionary(row => row.Clip, row => row.Count);

    private static LibraryFolder ToFolder(SqliteDataReader row) => new(row.GetString(0), row.GetString(1));

    private static Clip ToClip(SqliteDataReader row) => new()
    {
        Id = row.GetString(0),
        FolderId = row.GetString(1),
        RelativePath = row.GetString(2),
        Size = row.GetInt64(3),
        Modified = row.GetInt64(4),
        Duration = row.GetDouble(5),
        Width = row.GetInt32(6),
        Height = row.GetInt32(7),
        MediaType = Text(row, 8),
        Caption = Text(row, 9),
        Problem = Text(row, 10),
        IsReady = row.GetBoolean(11),
    };

    private static string? Text(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection(_connection);
        connection.Open();
        return connection;
    }

    private List<T> Query<T>(string sql, Func<SqliteDataReader, T> read, params (string Name, object? Value)[] parameters)
    {
        using var connection = Open();
        using var command = Command(connection, sql, parameters);
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
            rows.Add(read(reader));
        return rows;
    }

    private void Execute(string sql, params (string Name, object? Value)[] parameters)
    {
        using var connection = Open();
        Execute(connection, sql, parameters);
    }

    private static void Execute(SqliteConnection connection, string sql, params (string Name, object? Value)[] parameters)
    {
        using var command = Command(connection, sql, parameters);
        command.ExecuteNonQuery();
    }

    private static SqliteCommand Command(SqliteConnection connection, string sql, (string Name, object? Value)[] parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
            command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        return command;
    }
}
