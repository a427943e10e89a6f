import type { DefinedTool } from '../tool/define-tool.ts';
import { calculateDirectorySizeTool } from './calculate-directory-size.ts';
import { copyFileTool } from './copy-file.ts';
import { createDirectoryTool } from './create-directory.ts';
import { deleteFileTool } from './delete-file.ts';
import { findInFilesTool } from './find-in-files.ts';
import { createGetCurrentDirectoryTool } from './get-current-directory.ts';
import { getFileInfoTool } from './get-file-info.ts';
import { listContentsTool } from './list-contents.ts';
import { moveFileTool } from './move-file.ts';
import { readFileTool } from './read-file.ts';
import { searchFilesTool } from './search-files.ts';
import { writeFileTool } from './write-file.ts';

/** All tools for files and folders. */
export function createFileTools(currentFolder?: string): DefinedTool[] {
  return [
    readFileTool,
    writeFileTool,
    listContentsTool,
    searchFilesTool,
    calculateDirectorySizeTool,
    getFileInfoTool,
    createDirectoryTool,
    moveFileTool,
    copyFileTool,
    deleteFileTool,
    createGetCurrentDirectoryTool(currentFolder),
    findInFilesTool,
  ] as DefinedTool[];
}
