@echo off
rem Starts Tacit with the environment it needs; see docs/architecture.md, "Native set-up".
setlocal
if "%OPENBLAS_NUM_THREADS%"=="" set OPENBLAS_NUM_THREADS=1
if "%OMP_NUM_THREADS%"=="" set OMP_NUM_THREADS=1
if "%OMP_WAIT_POLICY%"=="" set OMP_WAIT_POLICY=PASSIVE
if "%TACIT_HEAP%"=="" set TACIT_HEAP=1g
if "%TACIT_TERMINAL%"=="" set TACIT_TERMINAL=1
set MEMORY=-Dorg.bytedeco.javacpp.maxPhysicalBytes=0 -Dorg.bytedeco.javacpp.maxphysicalbytes=0
set CACHE=
if not "%TACIT_CACHE%"=="" set CACHE="-Dorg.bytedeco.javacpp.cachedir=%TACIT_CACHE%"
set CLASSES=%~dp0..\lib\*
set SPARK=
echo %* | findstr /C:"--engine spark" /C:"--engine=spark" >nul && set SPARK="@%~dp0..\lib\spark\java.options"
if defined SPARK set CLASSES=%CLASSES%;%~dp0..\lib\spark\*
set QUICK=-XX:TieredStopAtLevel=1
if "%~1"=="theory" set QUICK=
set JAVA=java
if not "%JAVA_HOME%"=="" set JAVA="%JAVA_HOME%\bin\java"
if exist "%~dp0..\runtime\bin\java.exe" set JAVA="%~dp0..\runtime\bin\java.exe"
%JAVA% %QUICK% -XX:+UseSerialGC -Xmx%TACIT_HEAP% -Djava.awt.headless=true %MEMORY% %CACHE% %SPARK% -cp "%CLASSES%" dev.tacit.app.cli.Tacit %*
exit /b %ERRORLEVEL%
